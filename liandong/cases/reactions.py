"""Because it happened: a case that came in, or was placed by somebody, is compared with others; many reporters press."""

from __future__ import annotations

from liandong.cases.twin_actions import look_for_twins, raise_for_many
from liandong.journal.models import Entry


def find_twins(entry: Entry) -> None:
    """For what came in, and for what a move placed or classified later; not for what intake itself found at once."""
    if entry.kind == "case.received" or "move" in entry.data:
        look_for_twins(entry)


def press(entry: Entry) -> None:
    raise_for_many(entry)

"""Reads of the journal."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from django.db.models import QuerySet

from liandong.journal.facts import GENESIS, Fact, link
from liandong.journal.models import Entry
from liandong.kernel.versions import watched


def timeline(subject: str) -> QuerySet[Entry]:
    """A subject's entries, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("seq")


def entry_with_key(key: str) -> Entry | None:
    """The entry an idempotency key wrote, if it was used before."""
    return Entry.objects.filter(key=key).first()


def broken_link(subject: str) -> int | None:
    """The seq of the first entry of a subject that is missing or does not follow from the one before, or None."""
    return broken_in(timeline(subject).iterator())


def broken_in(entries: Iterable[Entry]) -> int | None:
    """The same of a subject's entries that are read already, the oldest first."""
    before = GENESIS
    for expected, entry in enumerate(entries, start=1):
        before = link(before, entry.seq, Fact(entry.kind, entry.data), entry.at, entry.actor)
        if entry.seq != expected or bytes(entry.hash) != before:
            return expected
    return None


def version_of(*subjects: str) -> Callable[[], Hashable]:
    """How far the chains of some subjects have come. Reference data is cached under this: each change is an entry."""
    table = Entry._meta.db_table
    return watched(*(f"SELECT max(seq) FROM {table} WHERE subject = '{subject}'" for subject in subjects))

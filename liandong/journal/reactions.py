"""Because something happened: which functions answer which fact.

`liandong.site.reactions` fills the table once at start; the journal defers one job per action in the action's own
transaction, so that a rolled-back case leaves no job and a crash loses none. A reaction may run twice for one entry and
must then do nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from liandong.journal.models import Entry

Reaction = Callable[[Entry], None]

TASK: Final = "journal.react"
QUEUE: Final = "reactions"
TABLE: dict[str, tuple[Reaction, ...]] = {}


def answer(table: Mapping[str, Sequence[Reaction]]) -> None:
    """Sets the table of reactions: fact kind to the functions that answer it."""
    TABLE.clear()
    TABLE.update({kind: tuple(reactions) for kind, reactions in table.items()})

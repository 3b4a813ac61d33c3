"""What can be done to many cases at once, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from liandong.cases.states import OPEN, State


class Act(StrEnum):
    """An act on each of many cases, as an imperative. `dispatch` stands for filing and assigning; the rest are moves."""

    DISPATCH = "dispatch"
    CLASSIFY = "classify"
    REFUSE = "refuse"
    RECALL = "recall"
    URGE = "urge"
    ACCEPT = "accept"
    RETURN = "return"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: who may, from which states, what must be given, what may be given, and whether it can be undone."""

    permission: str
    sources: frozenset[State]
    asks: tuple[str, ...]
    takes: tuple[str, ...] = ()
    undone: bool = False


def row(permission: str, sources: str, asks: str = "", takes: str = "", *, undone: bool = False) -> Row:
    states = frozenset(State(word) for word in sources.split())
    return Row(permission, states, tuple(asks.split()), tuple(takes.split()), undone)


ACTS: Final = {
    Act.DISPATCH: row("case.assign", "received triaged", takes="unit", undone=True),
    Act.CLASSIFY: row("case.triage", "received triaged", "kind", undone=True),
    Act.REFUSE: row("case.triage", "received triaged", "reason"),
    Act.RECALL: row("case.assign", "assigned", "reason", undone=True),
    Act.URGE: row("case.urge", "assigned accepted handled", takes="note"),
    Act.ACCEPT: row("case.handle", "assigned"),
    Act.RETURN: row("case.handle", "assigned accepted", "reason"),
    Act.NOTE: row("case.note", " ".join(sorted(OPEN)), "note"),
}  # fmt: skip


class Outcome(StrEnum):
    """What became of one case of a batch."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    PASSED = "passed"  # the batch was cancelled before its turn


UNDO_FOR: Final = timedelta(minutes=10)
"""How long after its end a batch can be undone."""
MOST: Final = 300
"""Cases of one batch."""
AT_ONCE: Final = 12
"""Up to so many, less than a screenful, are done while the person waits; more are done by a job."""

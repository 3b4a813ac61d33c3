"""Assists: what may be done to one, from where to where, by whom, with what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liandong.cases.states import State


class AssistState(StrEnum):
    """Where an assist stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    VERIFIED = "verified"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AssistMove(StrEnum):
    """What may be done to an assist, as an imperative."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ANSWER = "answer"
    VERIFY = "verify"
    REWORK = "rework"
    WITHDRAW = "withdraw"


class AssistWho(StrEnum):
    """Who in particular may make a move on an assist."""

    UNIT = "unit"  # the unit that assists
    LEAD = "lead"  # the unit that holds the case, or whoever dispatches
    OTHERS = "others"  # neither the person nor the unit that answered it


@dataclass(frozen=True, slots=True)
class AssistRule:
    """One row: from which states, to which, with which permission, by whom, and what must be given."""

    sources: frozenset[AssistState]
    target: AssistState
    permission: str
    who: AssistWho
    asks: tuple[str, ...]


def rule(sources: str, target: AssistState, permission: str, who: AssistWho, asks: str = "") -> AssistRule:
    return AssistRule(
        frozenset(AssistState(word) for word in sources.split()), target, permission, who, tuple(asks.split())
    )


ASSIST_MOVES: Final = {
    AssistMove.ACCEPT: rule("invited", AssistState.ACCEPTED, "case.handle", AssistWho.UNIT),
    AssistMove.DECLINE: rule("invited accepted", AssistState.DECLINED, "case.handle", AssistWho.UNIT, "reason"),
    AssistMove.ANSWER: rule("accepted", AssistState.ANSWERED, "case.handle", AssistWho.UNIT, "note"),
    AssistMove.VERIFY: rule("answered", AssistState.VERIFIED, "case.verify", AssistWho.OTHERS),
    AssistMove.REWORK: rule("answered", AssistState.ACCEPTED, "case.verify", AssistWho.OTHERS, "reason"),
    AssistMove.WITHDRAW: rule(
        "invited accepted answered declined", AssistState.WITHDRAWN, "", AssistWho.LEAD, "reason"
    ),
}

LIVE: Final = frozenset({AssistState.INVITED, AssistState.ACCEPTED, AssistState.ANSWERED})
"""It is not over: at most one of a unit in a case."""
SEEING: Final = LIVE | {AssistState.VERIFIED}
"""The unit sees the case: while it assists, and afterwards what it did itself."""
UNDONE: Final = LIVE | {AssistState.DECLINED}
"""A required assist that holds up the verification. A refusal to help does not do away with the need for it."""
STAGES: Final = {AssistState.INVITED: "accept", AssistState.ACCEPTED: "handle", AssistState.ANSWERED: "verify"}
"""Which limit an assist's own clock runs by, the same rows as for the case."""


class DisputeState(StrEnum):
    """Where a claim that a case is not ours stands: two in which it is open, and the ways in which it ends."""

    CLAIMED = "claimed"
    CONTESTED = "contested"
    CONCEDED = "conceded"
    SILENT = "silent"
    RULED = "ruled"
    LAPSED = "lapsed"
    DROPPED = "dropped"


UNDECIDED: Final = frozenset({DisputeState.CLAIMED, DisputeState.CONTESTED})

JOINABLE: Final = frozenset({State.ASSIGNED, State.ACCEPTED, State.HANDLED, State.SUSPENDED})
"""States of a case in which units are invited: some unit leads."""

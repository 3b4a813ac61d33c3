"""The procedure as a table: what may be done to a case, from where to where, by whom, with what.

It follows the seven-step loop of GB/T 30428 (采集、立案、派遣、处置、反馈、核查结案、评价) with its exceptions. One table, many
readers: the engine, the buttons and their forms, the API's list of moves, the permissions, the clocks, the manual's
diagram and the property tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    HANDLED = "handled"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    REFUSED = "refused"
    VOID = "void"
    MERGED = "merged"


class Move(StrEnum):
    """What may be done to a case, as an imperative."""

    PLACE = "place"
    CLASSIFY = "classify"
    UNCLASSIFY = "unclassify"
    FILE = "file"
    REFUSE = "refuse"
    ASSIGN = "assign"
    RECALL = "recall"
    DELEGATE = "delegate"
    REPORT_UP = "report_up"
    DISPUTE = "dispute"
    RULE = "rule"
    ACCEPT = "accept"
    RETURN = "return"
    HANDLE = "handle"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    DENY_EXTENSION = "deny_extension"
    ASK_SUSPENSION = "ask_suspension"
    GRANT_SUSPENSION = "grant_suspension"
    DENY_SUSPENSION = "deny_suspension"
    RESUME = "resume"
    VERIFY = "verify"
    REWORK = "rework"
    REOPEN = "reopen"
    RATE = "rate"
    CLOSE = "close"
    VOID = "void"
    NOTE = "note"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    TAKE_RESULT = "take_result"
    TRUST_RESULT = "trust_result"
    GRADE = "grade"
    ANSWER = "answer"
    URGE = "urge"
    PROMISE = "promise"
    TAKE_OVER = "take_over"
    REASSIGN = "reassign"
    MERGE = "merge"
    SPLIT = "split"
    RECHECK = "recheck"
    RECHECK_FAILED = "recheck_failed"


class TwinStanding(StrEnum):
    """What became of two cases that may be about one matter."""

    LIKELY = "likely"  # found by the machine; nobody has said what they are
    JOINED = "joined"  # one was merged into the other
    APART = "apart"  # a person said that they are two matters, or split them: the machine never joins them again


class Who(StrEnum):
    """Beyond the permission: who in particular may make a move."""

    ANYBODY = "anybody"  # whoever has the permission and sees the case
    HOLDER = "holder"  # the unit that holds the case
    OTHERS = "others"  # neither the person nor the unit that handled it
    PARTNER = "partner"  # the other centre to which it was handed over
    ACTING = "acting"  # the post that must act since the case climbed the ladder
    REPORTER = "reporter"  # somebody who reported it, by their tracking token


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the procedure. `target` None: the state stays, or with `back` becomes again what it was before the case
    was merged. `asks`: names of the inputs that must be given."""

    sources: frozenset[State]
    target: State | None
    permission: str
    who: Who
    asks: tuple[str, ...]
    back: bool = False


def rule(sources: str, target: State | None, permission: str, who: Who, asks: str = "", *, back: bool = False) -> Rule:
    return Rule(frozenset(State(word) for word in sources.split()), target, permission, who, tuple(asks.split()), back)


ENDS: Final = frozenset({State.CLOSED, State.REFUSED, State.VOID, State.MERGED})
OPEN: Final = frozenset(State) - ENDS
MIDWAY: Final = "received triaged assigned accepted handled suspended handed_over"

MOVES: Final = {
    Move.PLACE: rule("received triaged", None, "case.place", Who.ANYBODY, "place"),
    Move.CLASSIFY: rule("received triaged assigned accepted", None, "case.triage", Who.ANYBODY, "kind"),
    Move.UNCLASSIFY: rule("received", None, "case.triage", Who.ANYBODY),
    Move.FILE: rule("received", State.TRIAGED, "case.triage", Who.ANYBODY),
    Move.REFUSE: rule("received triaged", State.REFUSED, "case.triage", Who.ANYBODY, "reason"),
    Move.ASSIGN: rule("triaged", State.ASSIGNED, "case.assign", Who.ANYBODY, "unit"),
    Move.RECALL: rule("assigned", State.TRIAGED, "case.assign", Who.ANYBODY, "reason"),
    Move.DELEGATE: rule("assigned accepted", State.ASSIGNED, "case.handle", Who.HOLDER, "unit"),
    Move.REPORT_UP: rule("assigned accepted", State.ASSIGNED, "case.handle", Who.HOLDER, "unit reason"),
    Move.DISPUTE: rule("assigned accepted", None, "case.handle", Who.HOLDER, "reason"),
    Move.RULE: rule("assigned accepted", State.ASSIGNED, "case.assign", Who.ANYBODY, "unit reason"),
    Move.ACCEPT: rule("assigned", State.ACCEPTED, "case.handle", Who.HOLDER),
    Move.RETURN: rule("assigned accepted", State.TRIAGED, "case.handle", Who.HOLDER, "reason"),
    Move.HANDLE: rule("accepted", State.HANDLED, "case.handle", Who.HOLDER, "note"),
    Move.ASK_EXTENSION: rule("accepted", None, "case.handle", Who.HOLDER, "reason hours"),
    Move.GRANT_EXTENSION: rule("accepted", None, "case.approve", Who.ANYBODY),
    Move.DENY_EXTENSION: rule("accepted", None, "case.approve", Who.ANYBODY, "reason"),
    Move.ASK_SUSPENSION: rule("accepted", None, "case.handle", Who.HOLDER, "reason"),
    Move.GRANT_SUSPENSION: rule("accepted", State.SUSPENDED, "case.approve", Who.ANYBODY),
    Move.DENY_SUSPENSION: rule("accepted", None, "case.approve", Who.ANYBODY, "reason"),
    Move.RESUME: rule("suspended", State.ACCEPTED, "case.approve", Who.ANYBODY, "reason"),
    Move.VERIFY: rule("handled", State.VERIFIED, "case.verify", Who.OTHERS, "note"),
    Move.REWORK: rule("handled", State.ACCEPTED, "case.verify", Who.OTHERS, "reason"),
    Move.REOPEN: rule("verified closed", State.TRIAGED, "", Who.REPORTER, "reason"),
    Move.RATE: rule("verified closed", State.CLOSED, "", Who.REPORTER, "stars"),
    Move.CLOSE: rule("verified", State.CLOSED, "case.verify", Who.OTHERS),
    Move.VOID: rule(MIDWAY, State.VOID, "case.void", Who.ANYBODY, "reason"),
    Move.NOTE: rule(f"{MIDWAY} verified closed", None, "case.note", Who.ANYBODY, "note"),
    Move.HAND_OVER: rule(
        "received triaged assigned", State.HANDED_OVER, "case.hand_over", Who.ANYBODY, "partner matter reason"
    ),
    Move.TAKE_BACK: rule("handed_over handled", State.RECEIVED, "case.take_back", Who.ANYBODY, "reason"),
    Move.TAKE_RESULT: rule("handed_over", State.HANDLED, "case.hand_over", Who.ANYBODY, "note"),
    Move.TRUST_RESULT: rule("handed_over", State.VERIFIED, "", Who.PARTNER, "note"),
    Move.GRADE: rule("received triaged assigned accepted handled", None, "case.triage", Who.ANYBODY, "urgency reason"),
    Move.ANSWER: rule("triaged assigned accepted handled suspended", None, "case.answer", Who.ANYBODY, "note"),
    Move.URGE: rule("assigned accepted handled", None, "case.urge", Who.ANYBODY),
    Move.PROMISE: rule("received triaged assigned accepted handled", None, "case.promise", Who.ACTING, "reason hours"),
    Move.TAKE_OVER: rule("assigned accepted", State.ACCEPTED, "case.command", Who.ACTING, "reason"),
    Move.REASSIGN: rule("assigned accepted", State.ASSIGNED, "case.command", Who.ACTING, "unit reason"),
    Move.MERGE: rule("received triaged assigned accepted", State.MERGED, "case.triage", Who.ANYBODY, "lead"),
    Move.SPLIT: rule("merged", None, "case.triage", Who.ANYBODY, back=True),
    Move.RECHECK: rule("verified closed", None, "case.verify", Who.OTHERS, "note"),
    Move.RECHECK_FAILED: rule("verified closed", State.TRIAGED, "case.verify", Who.OTHERS, "reason"),
}

PENDING_ASKED: Final = {
    Move.ASK_EXTENSION: "extension", Move.ASK_SUSPENSION: "suspension", Move.DISPUTE: "dispute",
}  # fmt: skip
PENDING_ANSWERED: Final = {
    Move.GRANT_EXTENSION: "extension", Move.DENY_EXTENSION: "extension",
    Move.GRANT_SUSPENSION: "suspension", Move.DENY_SUSPENSION: "suspension", Move.RULE: "dispute",
}  # fmt: skip

STAGES: Final = {
    State.RECEIVED: "triage",
    State.TRIAGED: "dispatch",
    State.ASSIGNED: "accept",
    State.ACCEPTED: "handle",
    State.HANDLED: "verify",
}
"""Which stage's clock runs in a state. In every other state the clocks stand still."""

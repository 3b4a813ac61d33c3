"""All that the preview and the page of a case show, gathered once. What a role may not see is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from liandong.access.models import Identity
from liandong.access.queries import footprints_on
from liandong.access.rules import Actor
from liandong.cases.models import Case, Kind, Report, Request, RoutingRule
from liandong.cases.queries import Option, options
from liandong.cases.reference import kinds, office, rules
from liandong.cases.states import PENDING_ANSWERED, Move
from liandong.deadlines.states import Measure
from liandong.faces.desk.case.handover import Danger, Handed, danger_in, handed
from liandong.faces.desk.case.joint import Panel, panel
from liandong.faces.desk.case.orders import order_steps
from liandong.faces.desk.case.proposals import Proposal, may_triage, proposal
from liandong.faces.desk.case.steps_shown import Step
from liandong.faces.desk.case.twins import Family, family
from liandong.faces.shared.films import shown
from liandong.files.models import File
from liandong.files.queries import may_see, photos_and_clips_of

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KEYS: Final = {
    Move.PLACE: "g", Move.REFUSE: "r", Move.DELEGATE: "l", Move.ACCEPT: "a", Move.RECALL: "", Move.RETURN: "b", Move.HANDLE: "h",
    Move.ASK_EXTENSION: "e", Move.ASK_SUSPENSION: "s", Move.RESUME: "r", Move.VERIFY: "p", Move.REWORK: "w",
    Move.CLOSE: "f", Move.VOID: "o", Move.NOTE: "m", Move.ANSWER: "t", Move.URGE: "u", Move.PROMISE: "q",
    Move.TAKE_OVER: "z", Move.REASSIGN: "i", Move.GRADE: "", Move.CLASSIFY: "", Move.MERGE: "", Move.SPLIT: "x",
    Move.HAND_OVER: "y", Move.TAKE_BACK: "b", Move.TAKE_RESULT: "h",
    Move.RECHECK: "c", Move.RECHECK_FAILED: "n",
}  # fmt: skip
WORDS: Final = {
    Move.PLACE: gettext_noop("定位"), Move.REFUSE: gettext_noop("不予立案"), Move.DELEGATE: gettext_noop("下派"),
    Move.ACCEPT: gettext_noop("签收"), Move.RECALL: gettext_noop("撤回派遣"), Move.RETURN: gettext_noop("退回"), Move.HANDLE: gettext_noop("反馈处置结果"),
    Move.ASK_EXTENSION: gettext_noop("申请延期"), Move.ASK_SUSPENSION: gettext_noop("申请缓办"),
    Move.RESUME: gettext_noop("恢复办理"), Move.VERIFY: gettext_noop("核查通过"), Move.REWORK: gettext_noop("打回返工"),
    Move.CLOSE: gettext_noop("办结"), Move.VOID: gettext_noop("作废"), Move.NOTE: gettext_noop("写备注"),
    Move.ANSWER: gettext_noop("答复上报人"), Move.URGE: gettext_noop("催办"), Move.PROMISE: gettext_noop("重定时限"),
    Move.TAKE_OVER: gettext_noop("接管"), Move.REASSIGN: gettext_noop("改派"), Move.GRADE: gettext_noop("改缓急"),
    Move.CLASSIFY: gettext_noop("改类别"), Move.MERGE: gettext_noop("并案"), Move.SPLIT: gettext_noop("拆分"),
    Move.HAND_OVER: gettext_noop("移交"), Move.TAKE_BACK: gettext_noop("收回"), Move.TAKE_RESULT: gettext_noop("登记办理结果"),
    Move.RECHECK: gettext_noop("复核仍好"), Move.RECHECK_FAILED: gettext_noop("复核没好"),
}  # fmt: skip
LEADING: Final = (Move.TAKE_OVER, Move.PROMISE, Move.ACCEPT, Move.HANDLE, Move.VERIFY, Move.RECHECK, Move.CLOSE,
                  Move.RESUME)  # fmt: skip
FEW: Final = 4
"""So many moves stand side by side."""
RARE: Final = frozenset({
    Move.CLASSIFY, Move.GRADE, Move.VOID, Move.MERGE, Move.SPLIT, Move.HAND_OVER, Move.TAKE_BACK, Move.TAKE_RESULT, Move.RECALL,
    Move.DELEGATE, Move.ASK_SUSPENSION, Move.REASSIGN,
})  # fmt: skip
"""Moves that stand under "more": their keys work all the same."""
AT_ONCE: Final = (Move.ACCEPT, Move.CLOSE, Move.URGE, Move.SPLIT)
"""Moves that ask for nothing: the button itself makes them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A report as this actor may see it: never a name or a number, at most the masked forms."""

    report: Report
    letter: str
    masked: str
    can_look: bool
    can_ring: bool


@dataclass(frozen=True, slots=True)
class Button:
    """A move as a button: its key, whether it leads, makes itself at once, why it cannot be made now, and whether it stands
    under "more"."""

    move: str
    word: str
    key: str
    leads: bool
    at_once: bool
    why_not: str | None
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case with everything around it."""

    case: Case
    said: list[Said]
    photos: list[File]
    clips: list[dict[str, Any]]
    kind: Kind | None
    rule: RoutingRule | None
    proposal: Proposal | None
    buttons: list[Button]
    request: Request | None
    asked_until: datetime | None
    can_answer: bool
    looks: int
    panel: Panel
    family: Family
    handed: Handed | None
    danger: Danger | None
    can_pass: bool
    orders: Sequence[Step]


def sheet(case: Case, actor: Actor, now: datetime, trying: str = "") -> Sheet:
    """Gathers a case for an actor; `trying` is a kind whose routing the dispatcher wants to see."""
    reports = list(case.reports.select_related("identity", "twin").defer("twin__search").order_by("id"))
    twins = family(case, reports, actor)
    found = options(case, actor)
    request = case.requests.filter(granted=None).first() if case.pending and case.pending != "dispute" else None
    triage = may_triage(case, actor)
    photos, clips = photos_and_clips_of(*twins.subjects)
    return Sheet(
        case=case, said=[said(each, at, actor) for at, each in enumerate(reports)],
        photos=[each for each in photos if may_see(each, actor)], clips=[shown(each) for each in clips],
        kind=kinds().get(case.kind or ""), rule=rules().get(case.rule or ""),
        proposal=proposal(case, reports, now, trying) if triage else None, buttons=buttons(found, triage),
        request=request, asked_until=extended(case, request), looks=footprints_on(*twins.subjects).count(),
        panel=panel(case, actor), orders=order_steps(case, actor), family=twins, handed=handed(case),
        can_pass=can_pass(reports, actor), danger=danger_in(case, [each.text for each in reports], actor),
        can_answer=any(option.move in PENDING_ANSWERED and not option.why_not for option in found),
    )  # fmt: skip


def can_pass(reports: list[Report], actor: Actor) -> bool:
    """Whether a reporter's name and number could go along with a hand-over."""
    known = next((each.identity for each in reports if each.identity is not None), None)
    return known is not None and not known.confidential and actor.may("identity.reveal")


def said(report: Report, at: int, actor: Actor) -> Said:
    identity = report.identity
    letter = LETTERS[at] if at < len(LETTERS) else str(at + 1)
    can_look = identity is not None and actor.may("identity.reveal")
    holds = actor.may("case.answer") and (can_look or actor.unit == report.case.unit)
    can_ring = identity is not None and holds and bool(identity.masked_phone) and not identity.confidential
    return Said(report, letter, masked(identity) if can_look or identity is None else "", can_look, can_ring)


def masked(identity: Identity | None) -> str:
    """What may be shown of a reporter to somebody who may look: nothing of one who asked to be covered."""
    if identity is None:
        return gettext("匿名")
    if identity.confidential:
        return gettext("要求保密")
    return " ".join(word for word in (identity.masked_name, identity.masked_phone) if word)


def buttons(found: list[Option], triage: bool) -> list[Button]:
    """The moves in the bar: not those that the suggestion or the approval banner makes."""
    proposed = (Move.PLACE, Move.CLASSIFY) if triage else ()
    shown = [option for option in found if option.move in WORDS and option.move not in proposed]
    first = next((option.move for option in shown if option.move in LEADING and not option.why_not), None)
    return [
        Button(option.move.value, gettext(WORDS[option.move]), KEYS[option.move], option.move is first and not triage,
               option.move in AT_ONCE, option.why_not, option.move in RARE and len(shown) > FEW)
        for option in sorted(shown, key=lambda option: option.move is not first)
    ]  # fmt: skip


def extended(case: Case, request: Request | None) -> datetime | None:
    """Until when the stage would run if the extension were granted."""
    if request is None or request.hours is None or case.stage_due_at is None:
        return None
    return office().calendar.add(case.stage_due_at, request.hours, Measure.WORKING_HOURS)


def photo_groups(photos: list[File]) -> list[dict[str, Any]]:
    """Photos in the order in which they are compared: before, after, verified."""
    order = {"before": 0, "report": 1, "after": 2, "verify": 3, "signed": 4}
    return [{"file": each, "side": {"report": "before"}.get(each.role or "", each.role)}
            for each in sorted(photos, key=lambda each: order.get(each.role or "", 5))]  # fmt: skip

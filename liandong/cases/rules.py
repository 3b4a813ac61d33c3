"""Decisions about moves: values in, values out. No clock is asked, nothing is read or written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from liandong.access.rules import Actor
from liandong.cases.states import MOVES, PENDING_ANSWERED, PENDING_ASKED, Move, Rule, State, Who
from liandong.deadlines.states import Urgency
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

MOST_EXTENSION_HOURS: Final = 240


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reported the case, known by a tracking token and by nothing else."""

    report: int
    label: str = "reporter"


@dataclass(frozen=True, slots=True)
class System:
    """The product itself, acting on a rule. It has every permission but never verifies, approves or voids."""

    label: str = "system"


@dataclass(frozen=True, slots=True)
class OtherCentre:
    """Another centre, to which the case was handed over; known by the key of its messages."""

    partner: str

    @property
    def label(self) -> str:
        """How the journal writes it."""
        return f"partner:{self.partner}"


By = Actor | Reporter | System | OtherCentre


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision needs to know of a case. `rated`: this reporter has rated it. `before`: where a merged case stood."""

    state: State
    area: str
    kind: str | None
    located: bool
    unit: str | None
    pending: str | None
    handled_unit: str | None
    handled_account: int | None
    rated: bool = False
    missing: tuple[str, ...] = ()
    """Names of the units whose assist must be verified first."""
    urgency: str = "normal"
    acting: tuple[str | None, str | None] = (None, None)  # unit and role of the post that must act
    before: State | None = None
    above: tuple[str, ...] = ()
    """The units above the holder, the nearest first."""
    kept: bool = False
    """The holder must keep it: a ruling or the rule of last resort gave it."""
    recheck: bool = False  # it was closed and is to be looked at again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move does: new values of the case's columns, and the fact to record."""

    state: State
    fact: Fact
    changes: Mapping[str, Any] = field(default_factory=dict)
    counts: str | None = None


SYSTEM_MOVES: Final = {
    Move.PLACE, Move.CLASSIFY, Move.FILE, Move.ASSIGN, Move.CLOSE, Move.TAKE_BACK, Move.MERGE, Move.GRADE, Move.RULE,
    Move.RECALL,
}  # fmt: skip
PARTNER_MOVES: Final = {Move.TAKE_BACK, Move.TAKE_RESULT, Move.TRUST_RESULT}

WORDS: Final = {
    "reason": "理由", "note": "说明", "unit": "单位", "kind": "类别", "place": "位置", "hours": "时长", "stars": "评价",
    "partner": "接收的中心", "matter": "移交的事由", "urgency": "缓急", "lead": "并入哪一件",
}  # fmt: skip

COUNTERS: Final = {
    Move.RETURN: "returned", Move.REOPEN: "reopened", Move.REWORK: "reworked", Move.GRANT_EXTENSION: "extended",
    Move.GRANT_SUSPENSION: "paused", Move.PROMISE: "promised", Move.URGE: "urged",
    Move.DISPUTE: "disputed",
    Move.RECHECK_FAILED: "relapsed",
}  # fmt: skip

PAST: Final = {
    Move.PLACE: "placed", Move.CLASSIFY: "classified", Move.UNCLASSIFY: "unclassified", Move.FILE: "filed", Move.REFUSE: "refused",
    Move.ASSIGN: "assigned", Move.RECALL: "recalled", Move.DELEGATE: "delegated", Move.ACCEPT: "accepted", Move.RETURN: "returned",
    Move.HANDLE: "handled", Move.ASK_EXTENSION: "extension_asked", Move.GRANT_EXTENSION: "extension_granted",
    Move.DENY_EXTENSION: "extension_denied", Move.ASK_SUSPENSION: "suspension_asked",
    Move.GRANT_SUSPENSION: "suspended", Move.DENY_SUSPENSION: "suspension_denied", Move.RESUME: "resumed",
    Move.VERIFY: "verified", Move.REWORK: "sent_back", Move.REOPEN: "reopened", Move.RATE: "rated",
    Move.CLOSE: "closed", Move.VOID: "voided", Move.NOTE: "noted", Move.HAND_OVER: "handed_over", Move.TAKE_BACK: "taken_back",
    Move.TAKE_RESULT: "result_taken", Move.TRUST_RESULT: "result_trusted",
    Move.GRADE: "graded", Move.ANSWER: "answered",
    Move.URGE: "urged", Move.PROMISE: "promised", Move.TAKE_OVER: "taken_over", Move.REASSIGN: "reassigned",
    Move.MERGE: "merged", Move.SPLIT: "split",
    Move.REPORT_UP: "reported_up", Move.DISPUTE: "disputed", Move.RULE: "ruled",
    Move.RECHECK: "rechecked", Move.RECHECK_FAILED: "recheck_failed",
}  # fmt: skip
"""The fact that each move records, without its prefix "case."."""


LEAVING: Final = frozenset({Move.DELEGATE, Move.RECALL, Move.RETURN, Move.REPORT_UP, Move.DISPUTE, Move.RULE})
"""Moves by which a unit gives a case away or may lose it: the fact says from whom."""
GIVING_BACK: Final = frozenset({Move.RETURN, Move.REPORT_UP, Move.DISPUTE})


def said(value: Any) -> bool:
    """Whether an input says something: nothing but spaces is nothing."""
    return value not in (None, "", []) and not (isinstance(value, str) and not value.strip())


def decide(move: Move, case: Standing, inputs: Mapping[str, Any], by: By) -> Outcome:
    """What a move does to a case that stands so.

    Args:
        inputs: what the move asks (see `MOVES[move].asks`) and optionally "note", "photos" (file ids).

    Raises:
        Refused: with the sentence for the person who tried.
    """
    rule = MOVES[move]
    if refusal := obstacle(move, case, by):
        raise refusal
    given = {name: value for name, value in inputs.items() if said(value)}
    for name in rule.asks:
        if name not in given:
            raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=WORDS[name])
    refuse_bad_inputs(move, case, given)
    state = (case.before if rule.back else rule.target) or case.state
    left = {"from": case.unit} if move in LEAVING and case.unit else {}
    fact = Fact(f"case.{PAST[move]}", {**given, **left, "move": move.value})
    return Outcome(state, fact, consequences(move, case, given, by), COUNTERS.get(move))


def obstacle(move: Move, case: Standing, by: By) -> Refused | None:
    """Why this actor cannot make this move now, or None. The buttons show the same sentence."""
    rule = MOVES[move]
    if refusal := wrong_person(move, rule, case, by):
        return refusal
    if case.state not in rule.sources:
        return Refused("这件案卷是“{state}”，现在不能{move}。", code="wrong-state",
                       state=STATE_WORDS[case.state], move=MOVE_WORDS[move])  # fmt: skip
    if move is Move.RATE and case.rated:
        return Refused("您这份上报已经评价过了。一次办理评价一次。", code="rated-before")
    if move in PENDING_ASKED and case.pending:
        return Refused("已经有一份申请在等审批，批复以后再提。", code="request-pending")
    if move in PENDING_ANSWERED and case.pending != PENDING_ANSWERED[move]:
        return Refused("没有等待审批的这类申请。", code="no-request")
    if move in GIVING_BACK and case.kept:
        return Refused(
            "这件已经裁定或按规则由您单位负责到底，不能再退回、上报或提异议；可以下派、请协办、申请延期。", code="kept"
        )
    if move in (Move.RETURN, Move.REPORT_UP, Move.DELEGATE) and case.pending == "dispute":
        return Refused("正在等权属裁定。裁定以前由您单位先办，不能退回、上报或下派。", code="disputed")
    if move in (Move.VERIFY, Move.CLOSE) and case.missing:
        return Refused("还有协办没有办完并核查：{units}。先核查它们的协办，或者请主办单位撤回。", code="assists-open",
                       units="、".join(case.missing))  # fmt: skip
    if move is Move.UNCLASSIFY and not case.kind:
        return Refused("这件还没有定类别。", code="no-kind")
    if move is Move.FILE and not (case.located and case.kind):
        missing = "kind" if case.located else "place"
        return Refused("立案前要先定下{what}。", code="not-ready", field=missing, what=WORDS[missing])
    if move in (Move.RECHECK, Move.RECHECK_FAILED) and not case.recheck:
        return Refused("这件现在不用回访复核。", code="no-recheck")
    return elsewhere(move, case)


def elsewhere(move: Move, case: Standing) -> Refused | None:
    """Why a move does not fit a case that another centre had or has, or None."""
    if move is Move.ASSIGN and not (case.located and case.kind):
        missing = "kind" if case.located else "place"
        return Refused("派遣前要先定下{what}。", code="not-ready", field=missing, what=WORDS[missing])
    if move is Move.TAKE_BACK and case.state is State.HANDLED and case.unit:
        return Refused("这件是本区单位办的，没办好请打回返工。", code="not-elsewhere")
    if move is Move.REWORK and not case.unit:
        return Refused("这件是对方中心办的，打不回去。没办好请收回，由受理派遣员另派。", code="elsewhere")
    return None


def wrong_person(move: Move, rule: Rule, case: Standing, by: By) -> Refused | None:
    """Why it is not for this actor at all, or None."""
    if isinstance(by, System):
        return None if move in SYSTEM_MOVES else Refused("这一步要由人来做。", code="needs-a-person")
    if isinstance(by, OtherCentre):
        return None if move in PARTNER_MOVES else Refused("这一步由工作人员来做。", code="not-yours")
    if isinstance(by, Reporter):
        return None if rule.who is Who.REPORTER else Refused("这一步由工作人员来做。", code="not-yours")
    if rule.who is Who.REPORTER:
        return Refused("评价和重开只能由上报人自己提出。", code="not-yours")
    if rule.who is Who.PARTNER:
        return Refused("这一步由接收的中心来做；人工登记结果请用“登记办理结果”，再由别人核查。", code="not-yours")
    if not by.may(rule.permission):
        return Refused("您的岗位（{role}）不能{move}。", code="no-permission", role=by.role.word, move=MOVE_WORDS[move])
    if rule.who is Who.HOLDER and by.unit != case.unit:
        return Refused("这件不在您单位手里。", code="not-holder")
    if rule.who is Who.ACTING and (by.unit, by.role_name) != case.acting:
        return Refused("这件没有升级到您的岗位，或者已经不用您处理。", code="not-acting")
    if rule.who is Who.OTHERS and (by.unit == case.handled_unit or by.account == case.handled_account):
        return Refused("这件是您所在单位处置的，要由别人核查。请转给核查组。", code="own-work")
    return None


def refuse_bad_inputs(move: Move, case: Standing, given: Mapping[str, Any]) -> None:
    """Refuses inputs that make no sense for the move."""
    if move in (Move.ASK_EXTENSION, Move.PROMISE) and not 0 < float(given["hours"]) <= MOST_EXTENSION_HOURS:
        raise Refused("时长要大于 0，最多 {most} 工作时。", code="bad-hours", field="hours", most=MOST_EXTENSION_HOURS)
    if move is Move.RATE and given["stars"] not in range(1, 6):
        raise Refused("评价只有五档：非常满意、满意、基本满意、不满意、非常不满意。", code="bad-stars", field="stars")
    if move is Move.GRADE and given["urgency"] not in list(Urgency):
        raise Refused("缓急只有三档：一般、紧急、特急。", code="bad-urgency", field="urgency")
    if move is Move.GRADE and given["urgency"] == case.urgency:
        raise Refused("这件现在就是这一档，没有变化。", code="no-change", field="urgency")
    if move is Move.DELEGATE and not inside(str(given["unit"]), case.unit):
        raise Refused("下派只能派给本单位辖区内的下级单位。", code="not-below", field="unit")
    if move is Move.REPORT_UP and given["unit"] not in case.above:
        raise Refused("上报只能报给本单位的上级单位。", code="not-above", field="unit")


def inside(unit: str, above: str | None) -> bool:
    """True when a unit's area lies truly inside the area of the unit above it (unit codes begin with their area)."""
    area, over = unit.partition("-")[0], (above or "").partition("-")[0]
    return bool(over) and area != over and area.startswith(over)


LOOKED_AT: Final[Mapping[str, Any]] = {"recheck_on": None, "recheck_due": False}
CLEARED: Final[Mapping[Move, Mapping[str, Any]]] = {
    **{move: {"pending": None} for move in (*PENDING_ANSWERED, Move.VOID, Move.MERGE)}, Move.RECHECK: LOOKED_AT,
}  # fmt: skip
"""Columns that a move empties, whatever is given with it."""
KEPT: Final = {Move.CLASSIFY: "kind", Move.UNCLASSIFY: "kind", Move.GRADE: "urgency", Move.RATE: "stars"}
"""Moves that put one of their inputs into the column of the same name, or empty it where they ask for none."""


def consequences(move: Move, case: Standing, given: Mapping[str, Any], by: By) -> dict[str, Any]:
    """New values of the case's columns, beyond its state and clocks."""
    match move:
        case Move.DELEGATE:
            return {"unit": given["unit"], "rule": given.get("rule"), "pending": None}
        case Move.ASSIGN | Move.REPORT_UP | Move.RULE | Move.REASSIGN:
            return {"unit": given["unit"], "rule": given.get("rule"), "pending": None,
                    "kept_by": given["unit"] if given.get("keeps") else None}  # fmt: skip
        case Move.TAKE_OVER:
            return {"unit": by.unit if isinstance(by, Actor) else None, "rule": None, "pending": None}
        case Move.PLACE:
            return {name: given["place"].get(name) for name in ("lon", "lat", "grid", "area", "place")}
        case Move.RETURN | Move.RECALL | Move.REOPEN | Move.RECHECK_FAILED:
            forgotten = {} if move in (Move.RETURN, Move.RECALL) else LOOKED_AT
            return {"unit": None, "rule": None, "pending": None, "stars": None, **forgotten}
        case Move.HAND_OVER:
            return {"partner": given["partner"], "unit": None, "rule": None, "pending": None}
        case Move.TAKE_RESULT | Move.TRUST_RESULT:
            return {"handled_unit": None, "handled_account": by.account if isinstance(by, Actor) else None}
        case Move.HANDLE:
            account = by.account if isinstance(by, Actor) else None
            return {"handled_unit": case.unit, "handled_account": account, "pending": None}
        case Move.ASK_EXTENSION | Move.ASK_SUSPENSION | Move.DISPUTE:
            return {"pending": PENDING_ASKED[move]}
        case _ if move in KEPT:
            return {KEPT[move]: given[KEPT[move]] if MOVES[move].asks else None}
        case _:
            return dict(CLEARED.get(move, {}))


STATE_WORDS: Final = {
    State.RECEIVED: "待受理", State.TRIAGED: "待派遣", State.ASSIGNED: "待签收", State.ACCEPTED: "处置中",
    State.HANDLED: "待核查", State.VERIFIED: "待评价", State.SUSPENDED: "缓办挂账", State.CLOSED: "已办结",
    State.REFUSED: "不予立案", State.VOID: "已作废", State.HANDED_OVER: "已移交", State.MERGED: "已并案",
}  # fmt: skip

MOVE_WORDS: Final = {
    Move.PLACE: "定位", Move.CLASSIFY: "改类别", Move.UNCLASSIFY: "撤销类别", Move.FILE: "立案", Move.REFUSE: "不予立案", Move.ASSIGN: "派遣", Move.RECALL: "撤回派遣",
    Move.DELEGATE: "下派", Move.ACCEPT: "签收", Move.RETURN: "退回", Move.HANDLE: "反馈处置结果",
    Move.ASK_EXTENSION: "申请延期", Move.GRANT_EXTENSION: "批准延期", Move.DENY_EXTENSION: "不批准延期",
    Move.ASK_SUSPENSION: "申请缓办", Move.GRANT_SUSPENSION: "批准缓办", Move.DENY_SUSPENSION: "不批准缓办",
    Move.RESUME: "恢复办理", Move.VERIFY: "核查通过", Move.REWORK: "打回返工", Move.REOPEN: "重开", Move.RATE: "评价",
    Move.CLOSE: "办结", Move.VOID: "作废", Move.NOTE: "写备注", Move.HAND_OVER: "移交", Move.TAKE_BACK: "收回",
    Move.TAKE_RESULT: "登记办理结果", Move.TRUST_RESULT: "采信办理结果",
    Move.GRADE: "改缓急", Move.ANSWER: "答复上报人",
    Move.URGE: "催办", Move.PROMISE: "重定时限", Move.TAKE_OVER: "接管", Move.REASSIGN: "改派",
    Move.MERGE: "并案", Move.SPLIT: "拆分",
    Move.REPORT_UP: "上报", Move.DISPUTE: "提权属异议", Move.RULE: "裁定归属",
    Move.RECHECK: "复核仍好", Move.RECHECK_FAILED: "复核没好",
}  # fmt: skip

"""Who does what on a case of several units: the panel on its page, and the buttons of whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.deadlines.words import exact_words
from liandong.faces.desk.case.disputed import Disputed, disputed, passing
from liandong.faces.desk.case.steps_shown import Step
from liandong.faces.shared.names import unit_said
from liandong.faces.shared.words import STATES
from liandong.linkage import rules
from liandong.linkage.involving import joint, standing
from liandong.linkage.models import Assist
from liandong.linkage.queries import assists, assists_of
from liandong.linkage.states import ASSIST_MOVES, AssistMove, AssistState, AssistWho
from liandong.linkage.whistling import may_blow

LOOKS: Final = {
    AssistState.INVITED: "s-assigned", AssistState.ACCEPTED: "s-accepted", AssistState.ANSWERED: "s-handled",
    AssistState.VERIFIED: "s-verified done", AssistState.DECLINED: "s-returned warn", AssistState.WITHDRAWN: "s-void hold",
}  # fmt: skip
KEYS: Final = {
    AssistMove.ACCEPT: "a", AssistMove.DECLINE: "b", AssistMove.ANSWER: "h", AssistMove.VERIFY: "", AssistMove.REWORK: "",
    AssistMove.WITHDRAW: "",
}  # fmt: skip
SHORT: Final = {
    AssistMove.VERIFY: gettext_noop("核查通过"), AssistMove.REWORK: gettext_noop("打回"),
    AssistMove.WITHDRAW: gettext_noop("撤回"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: what it is to do, where that stands, its own clock, and what may be done about it."""

    unit: str
    part: str
    state: str
    icon: str
    look: str
    due_at: datetime | None
    words: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Panel:
    """The units of a case, the leading one first; and the steps that belong into the bar below."""

    lines: Sequence[Line]
    steps: Sequence[Step]
    disputed: Callable[[], Disputed | None]
    """Asked for by the page of the case only."""


def panel(case: Case, actor: Actor) -> Panel:
    """One statement, and none for a case of one unit; another one for a dispute where it is shown."""
    found = assists(case)
    steps = [step for one in found for step in own_steps(case, one, actor)]
    if rules.may_invite(joint(case), actor) is None:
        steps.append(Step(reverse("desk:invite", args=[case.number]), gettext("加协办"), "4"))
    if may_blow(joint(case), actor) is None:
        steps.append(Step(reverse("desk:blow", args=[case.number]), gettext("吹哨"), "8"))
    steps += passing(case, actor)
    lines = [leading(case), *(line(case, one, actor) for one in found)] if found or kept(case) else []
    return Panel(lines, steps, partial(disputed, case, actor))


def kept(case: Case) -> bool:
    return case.unit is not None and case.kept_by == case.unit


def leading(case: Case) -> Line:
    unit = unit_said(case.unit or case.handled_unit) or gettext("待派遣")
    return Line(unit, gettext("主办"), gettext(STATES[case.state]), f"s-{case.state}", "", case.stage_due_at,
                gettext("裁定或按规则由它负责到底，不能再退回") if kept(case) else "", ())  # fmt: skip


def line(case: Case, one: Assist, actor: Actor) -> Line:
    state = AssistState(one.state)
    icon, _, look = LOOKS[state].partition(" ")
    part = gettext("协办") if one.required else gettext("协办，不是必须")
    words = one.reason or one.answer or one.task
    return Line(unit_said(one.unit), part, gettext(rules.ASSIST_STATE_WORDS[state]), icon, look, one.due_at, words,
                [step(case, one, move) for move in possible(case, one, actor) if ASSIST_MOVES[move].who is not AssistWho.UNIT])  # fmt: skip


def own_parts(actor: Actor, tab: str, cases: Sequence[Case]) -> dict[int, str]:
    """In the tab of assists what each case waits for from the actor's unit, and until when; one statement."""
    if tab != "joint" or actor.role.sight is not Sight.UNIT:
        return {}
    return {case: said(one) for case, one in assists_of(actor.unit, cases).items()}


def said(one: Assist) -> str:
    state = gettext(rules.ASSIST_STATE_WORDS[AssistState(one.state)])
    if one.due_at is None or one.state == AssistState.ANSWERED:
        return gettext("协办：%(state)s") % {"state": state}
    return gettext("协办：%(state)s，%(time)s 前") % {"state": state, "time": exact_words(one.due_at)}


def own_steps(case: Case, one: Assist, actor: Actor) -> list[Step]:
    """What the assisting unit itself may do now."""
    return [step(case, one, move) for move in possible(case, one, actor) if ASSIST_MOVES[move].who is AssistWho.UNIT]


def possible(case: Case, one: Assist, actor: Actor) -> list[AssistMove]:
    now, about = standing(one), joint(case)
    return [move for move in ASSIST_MOVES if rules.obstacle(move, now, about, actor) is None]


def step(case: Case, one: Assist, move: AssistMove) -> Step:
    leads = move in (AssistMove.ACCEPT, AssistMove.ANSWER)
    word = gettext(SHORT.get(move, rules.ASSIST_MOVE_WORDS[move]))
    url = reverse("desk:assist", args=[case.number, one.pk, move.value])
    return Step(url, word, KEYS[move], leads, at_once=move is AssistMove.ACCEPT)

"""Decisions about views and batches: what may stand in a view, who may change it, what may be begun and undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from liandong.access.rules import Actor, refuse_without
from liandong.cases.rules import WORDS
from liandong.cases.states import State
from liandong.desks.states import ACTS, MOST, UNDO_FOR, Act
from liandong.kernel.refusals import Refused

LONGEST_NAME: Final = 20
MOST_VIEWS: Final = 12
"""How many views one person, or one unit, may have: more do not fit beside the queues."""

MOST_MACROS: Final = 30
KEPT: Final = ("tab", "area", "kind", "channel", "urgency", "reporters", "unit", "q", "sort", "look", "col")
"""What of an address belongs to a view: not the place in the list, nor what is ticked."""


def kept(address: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The words of an address that a view keeps, in a fixed order."""
    return [(name, value[:80]) for name in KEPT for value in address.get(name, ()) if value]


def refuse_bad_name(name: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("视图的名字要有 1 到 {most} 个字。", code="bad-name", field="name", most=LONGEST_NAME)


def refuse_one_more(there: int) -> None:
    if there >= MOST_VIEWS:
        raise Refused("已经有 {most} 个视图，先去掉一个不用的。", code="too-many", most=MOST_VIEWS)


def refuse_one_more_macro(there: int) -> None:
    if there >= MOST_MACROS:
        raise Refused("已经有 {most} 条常用语，先去掉一条不用的。", code="too-many", most=MOST_MACROS)


def may_drop(account: int, unit: str | None, by: Actor) -> bool:
    """Whose own it is; a shared one also anybody of the unit, so that it does not outlive its maker."""
    return account == by.account or (unit is not None and unit == by.unit)


def refuse_bad_batch(act: Act, inputs: Mapping[str, object], number: int, by: Actor) -> None:
    """Refuses a batch that its actor may not begin, or that lacks what each of its cases would be refused for."""
    row = ACTS[act]
    refuse_without(by, row.permission)
    refuse_missing(act, inputs)
    if number == 0:
        raise Refused("一件也没有勾。先勾上要办的案卷。", code="nothing-ticked", field="case")
    if number > MOST:
        raise Refused("一次最多办 {most} 件，请先缩小范围。", code="too-many", most=MOST)


def refuse_missing(act: Act, inputs: Mapping[str, object]) -> None:
    for name in ACTS[act].asks:
        if not inputs.get(name):
            raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=WORDS[name])


def refuse_bad_macro(name: str, act: Act, inputs: Mapping[str, object], by: Actor) -> None:
    """Refuses a macro without a name, of an act that is not the post's, or without what the act asks."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("常用语的名字要有 1 到 {most} 个字。", code="bad-name", field="name", most=LONGEST_NAME)
    refuse_without(by, ACTS[act].permission)
    refuse_missing(act, inputs)


def why_not_undone(
    act: Act, *, undoes: bool, undone: bool, finished_at: datetime | None, now: datetime
) -> Refused | None:
    """Why a batch cannot be undone, or None."""
    if undoes or not ACTS[act].undone:
        return Refused("这种办理不能成批撤销，只能逐件处理。", code="no-undo")
    if undone:
        return Refused("已经撤销过了。", code="undone-before")
    if finished_at is None:
        return Refused("还在办，先停下再撤销。", code="still-running")
    if now - finished_at > UNDO_FOR:
        return Refused("过了 10 分钟，不能再撤销。", code="too-late")
    return None


def acts_for(by: Actor, states: Iterable[State] = State) -> list[Act]:
    """What an actor can do to many cases that stand in some of these states."""
    among = set(states)
    return [act for act, row in ACTS.items() if by.may(row.permission) and row.sources & among]

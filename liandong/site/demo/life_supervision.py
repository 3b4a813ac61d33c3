"""The demo's clocks act too: overdue cases have climbed at the instants at which they would have, and some are supervised."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Final

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move, State
from liandong.journal.queries import entry_with_key
from liandong.site.demo.life_cast import Cast
from liandong.site.demo.life_plan import PREFIX
from liandong.supervision.actions import sound
from liandong.supervision.orders import supervise
from liandong.supervision.queries import Seats
from liandong.supervision.states import Act

MOST: Final = 40
ORDERS: Final = (
    ("群众多次反映，请今天到现场办完并说明原因。", "4", "已加派人手，今天下班前办完，之后每天巡查一次。", True),
    ("拖得太久了，请说明卡在哪里、什么时候能办完。", "8", "缺一个配件，已经从区里调，明天上午装好。", False),
    ("请把处置前后的照片补齐，并说明为什么超时。", "2", "", False),
)
"""What is demanded, within how many working hours, what the unit answers (nothing yet), and whether that settled it."""


def climb(case: Case, until: datetime, taken: Seats, news: Callable[[datetime], AbstractContextManager[None]]) -> None:
    """Lets a case's clocks sound at the instants at which they would have, up to one."""
    for _ in range(MOST):
        at = case.next_alarm_at
        if at is None or at > until:
            return
        with news(at):
            sound(case.pk, at, taken)
        case.refresh_from_db(fields=["next_alarm_at"])


def supervise_some(cast: Cast, now: datetime) -> int:
    """Once: the duty officer supervises the cases that have climbed highest; gives how many orders there are now."""
    waiting = Case.objects.filter(rung__gt=0, state=State.ACCEPTED, order_state=None).exclude(unit__in=cast.human)
    waiting = waiting.filter(unit__in=list(cast.handlers)).order_by("-rung", "stage_due_at", "id")
    given = 0
    for case, (demand, hours, answer, settled) in zip(waiting.defer("search")[: len(ORDERS)], ORDERS, strict=False):
        key = f"{PREFIX}order:{given}"
        given += 1
        if entry_with_key(f"{key}:1"):
            continue
        holder, above = cast.handlers[case.unit or ""], cast.supervisor
        move(
            case.number,
            Move.URGE,
            {"note": "请抓紧。"},
            by=cast.dispatcher,
            now=now - timedelta(hours=2),
            key=f"{key}:0",
        )
        supervise(
            case.number,
            Act.ORDER,
            {"demand": demand, "hours": hours},
            by=above,
            now=now - timedelta(hours=1),
            key=f"{key}:1",
        )
        if answer:
            supervise(
                case.number, Act.ANSWER, {"answer": answer}, by=holder, now=now - timedelta(minutes=30), key=f"{key}:2"
            )
        if settled:
            supervise(
                case.number, Act.CLOSE, {"outcome": "done"}, by=above, now=now - timedelta(minutes=10), key=f"{key}:3"
            )
    return given

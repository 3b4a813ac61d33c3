"""Several units at some cases of the demo: assists, a dispute with its precedent, a whistle with four departments.

It takes cases that a unit of one subdistrict is at work on. Each story is told once: its first fact carries a key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from liandong.cases.models import Case
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.linkage import actions, dispute_actions, whistle_actions
from liandong.linkage.states import AssistMove
from liandong.linkage.whistling import Answer
from liandong.site.demo.life_cast import Cast

log = structlog.get_logger(__name__)

KEY: Final = "demo:linkage"
SUBDISTRICT: Final = "510108012"


def work_together(cast: Cast, now: datetime) -> int:
    """Tells the stories that are not told yet; gives how many were."""
    found = Case.objects.filter(state="accepted", area__startswith=SUBDISTRICT, pending=None, involved=None).defer(
        "search"
    )
    cases = list(found.order_by("-id")[:4])
    told = 0
    for case, story in zip(cases, (assisted, whistled, disputed, answered), strict=False):
        key = f"{KEY}:{story.__name__}"
        if entry_with_key(key):
            continue
        try:
            with transaction.atomic():
                story(case, cast, now, key)
                told += 1
        except Refused as refused:
            log.info("a story was left out", story=story.__name__, why=refused.code)
    return told


def other(case: Case, *functions: str) -> list[str]:
    """Units of the subdistrict with these functions, but for the one that leads."""
    return [unit for unit in (f"{SUBDISTRICT}-{function}" for function in functions) if unit != case.unit]


def assisted(case: Case, cast: Cast, now: datetime, key: str) -> None:
    """The dispatcher asks two units for help; one has begun."""
    first, second, *_ = other(case, "zhifa", "huanwei", "shizheng")
    made = actions.invite(
        case.number, first, task="到现场一起看，劝离占道的摊位", required=True, by=cast.dispatcher, now=now, key=key
    )
    actions.invite(case.number, second, task="清运现场的垃圾", required=True, by=cast.dispatcher, now=now)
    if by := cast.handlers.get(first):
        actions.move(case.number, made.pk, AssistMove.ACCEPT, {}, by=by, now=now)


def answered(case: Case, cast: Cast, now: datetime, key: str) -> None:
    """A unit has done its part, which waits to be verified."""
    helper = other(case, "shizheng", "zhifa")[0]
    made = actions.invite(
        case.number, helper, task="修好松动的井盖", required=True, by=cast.dispatcher, now=now, key=key
    )
    by = cast.handlers[helper]
    actions.move(case.number, made.pk, AssistMove.ACCEPT, {}, by=by, now=now)
    actions.move(case.number, made.pk, AssistMove.ANSWER, {"note": "井盖已加固，踩上去不响了"}, by=by, now=now)


def disputed(case: Case, cast: Cast, now: datetime, key: str) -> None:
    """The holder says that it is not theirs, the other one too; the centre rules, and keeps the ruling as a precedent."""
    holder, named = cast.handlers[case.unit or ""], other(case, "zhifa", "shizheng")[0]
    dispute_actions.claim(case.number, "现场是占道经营留下的，要先清摊位", named=named, by=holder, now=now, key=key)
    dispute_actions.answer(case.number, ours=False, reason="摊位已经搬走，只剩垃圾", by=cast.handlers[named], now=now)
    dispute_actions.rule_on(
        case.number, named, "占道经营产生的垃圾，谁管摊位谁负责清走", words="占道、摊位", by=cast.dispatcher, now=now
    )


def whistled(case: Case, cast: Cast, now: datetime, key: str) -> None:
    """Four departments are called to the place: two will come, one cannot, one has not answered."""
    called = [*other(case, "zhifa", "shizheng", "anquan")[:3], "510108-zhaoming"]
    blown = whistle_actions.blow(case.number, called, place=case.place or "桃蹊路街道办事处门口", meet_at=now + timedelta(hours=3),
                                 reason="路面、摊位、路灯一起看，当场定谁办什么", by=cast.dispatcher, now=now, key=key)  # fmt: skip
    for unit, said, reason in zip(
        called, (Answer.CONFIRMED, Answer.CONFIRMED, Answer.DECLINED), ("", "", "同一时间有消防检查"), strict=False
    ):
        if by := cast.handlers.get(unit):
            whistle_actions.answer(case.number, blown.pk, said, reason, by=by, now=now)

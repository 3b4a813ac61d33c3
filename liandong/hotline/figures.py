"""Figures of calls: counts of a span of time, and shares with a formula that everybody may read.

Of the whole hotline, or of what one person did, which is for that person and who leads the shift. There is no list by figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_noop as word

from liandong.access.rules import Actor
from liandong.hotline.models import CallBack, PhoneCall
from liandong.hotline.rules import leads
from liandong.hotline.states import ANSWER_WITHIN, COMPLETION_PERCENT, CallState, Outcome
from liandong.kernel.refusals import Refused

GOOD: Final = 3
"""From this grade on (基本满意) somebody counts as satisfied, as in `liandong.scores`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted. Calls count by when they arrived, call-backs by when they were done; spans of time in seconds."""

    offered: int = 0
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    waiting: int = 0
    longest_wait_s: int = 0
    handled: int = 0
    handling_s: int = 0
    reports: int = 0
    told: int = 0
    emergencies: int = 0
    followed: int = 0
    nothing: int = 0
    asked_back: int = 0
    unreached: int = 0
    solved: int = 0
    satisfied: int = 0
    unreasonable: int = 0
    solved_reasonable: int = 0
    satisfied_reasonable: int = 0

    @property
    def reasonable(self) -> int:
        return self.asked_back - self.unreasonable


@dataclass(frozen=True, slots=True)
class Indicator:
    """One count over another in percent. `least`: what a standard asks; `own`: whether it says something of one person's work."""

    name: str
    word: str
    numerator: str
    denominator: str
    formula: str
    source: str
    least: int = 0
    own: bool = False


STANDARD: Final = word("GB/T 33358-2016")
BACK: Final = word("国办发〔2020〕53号；接诉即办三率。不合理的另算一遍，两个数并列")

INDICATORS: Final = (
    Indicator("completion", word("接通率"), "answered", "offered",
              word("接起 ÷ 呼入。按来电的时间归入各期；还在排队的算呼入，还没算接起。"), STANDARD, COMPLETION_PERCENT),
    Indicator("in_time", word("15 秒内接起"), "in_time", "answered",
              word("来电后 15 秒以内接起的 ÷ 接起；第 15 秒算在内。"), STANDARD, own=True),
    Indicator("abandoned", word("放弃率"), "abandoned", "offered",
              word("没人接起、来电人先挂断的 ÷ 呼入。等了多短都算。"), STANDARD),
    Indicator("solved", word("解决率"), "solved", "asked_back",
              word("回访时说解决了的 ÷ 回访到的。没人接、不愿回访的不在分母里。"), BACK, own=True),
    Indicator("satisfied", word("满意率"), "satisfied", "asked_back",
              word("回访时评为基本满意以上的 ÷ 回访到的。没人接、不愿回访的不在分母里。"), BACK, own=True),
    Indicator("solved_reasonable", word("解决率（去掉不合理）"), "solved_reasonable", "reasonable",
              word("同解决率，但坐席写明理由、记为不合理的诉求不算。"), BACK),
    Indicator("satisfied_reasonable", word("满意率（去掉不合理）"), "satisfied_reasonable", "reasonable",
              word("同满意率，但坐席写明理由、记为不合理的诉求不算。"), BACK),
)  # fmt: skip
HANDLING: Final = word("平均处理时长：从接起到按“完成”的秒数之和 ÷ 已完成的电话，通话和话后整理都在内。")

CALLS: Final = {
    "offered": Q(pk__isnull=False), "answered": Q(answered_at__isnull=False),
    "in_time": Q(answered_at__lte=F("arrived_at") + ANSWER_WITHIN), "abandoned": Q(state=CallState.ABANDONED),
    "waiting": Q(state=CallState.WAITING), "handled": Q(wrapped_at__isnull=False), "reports": Q(outcome=Outcome.REPORT),
    "told": Q(outcome=Outcome.ANSWERED), "emergencies": Q(outcome=Outcome.EMERGENCY), "followed": Q(outcome=Outcome.FOLLOWED),
    "nothing": Q(outcome=Outcome.NOTHING),
}  # fmt: skip
"""The condition of each number, for the number and for the calls behind it."""
REACHED: Final = Q(solved__isnull=False)
REASONABLE: Final = Q(unreasonable=False)
ASKED: Final = {
    "asked_back": REACHED, "unreached": Q(state="unreached"), "solved": Q(solved=True), "satisfied": Q(stars__gte=GOOD),
    "unreasonable": REACHED & ~REASONABLE, "solved_reasonable": Q(solved=True) & REASONABLE,
    "satisfied_reasonable": Q(stars__gte=GOOD) & REASONABLE,
}  # fmt: skip
WORDS: Final = {
    "offered": word("呼入"), "answered": word("接起"), "in_time": word("15 秒内接起"), "abandoned": word("放弃"),
    "waiting": word("还在排队"), "handled": word("已完成"), "reports": word("已登记"), "told": word("当场答复"),
    "emergencies": word("险情移交"), "followed": word("查进展"), "nothing": word("无事项"),
}  # fmt: skip


def refuse_curious(by: Actor, account: int | None) -> None:
    """Refuses a look at somebody else's figures.

    Raises:
        Refused: only they themselves and who leads the shift see them.
    """
    if account is not None and account != by.account and not leads(by):
        raise Refused("个人的数只给本人和当班值班长看。", code="not-lead")


def calls_in(begins: datetime, ends: datetime, account: int | None = None) -> QuerySet[PhoneCall]:
    """The calls that arrived in a span, of all or those that one person answered."""
    found = PhoneCall.objects.filter(arrived_at__gte=begins, arrived_at__lt=ends)
    return found.filter(account=account) if account is not None else found


def counted(by: Actor, begins: datetime, ends: datetime, account: int | None = None) -> Counts:
    """The counts of a span, by two statements.

    Raises:
        Refused: they are somebody else's.
    """
    refuse_curious(by, account)
    return summed(begins, ends, account)


def summed(begins: datetime, ends: datetime, account: int | None = None) -> Counts:
    """The counts themselves; for whoever may see them."""
    waited = Greatest(Coalesce("answered_at", "ended_at", "arrived_at") - F("arrived_at"), timedelta())
    found: dict[str, Any] = calls_in(begins, ends, account).aggregate(
        **numbers(CALLS),
        longest=Max(waited), handling=Avg(F("wrapped_at") - F("answered_at"), filter=CALLS["handled"]),
    )  # fmt: skip
    longest, handling = found.pop("longest"), found.pop("handling")
    back = CallBack.objects.filter(done_at__gte=begins, done_at__lt=ends)
    back = back.filter(taken_by=account) if account is not None else back
    found |= back.aggregate(**numbers(ASKED))
    counts = {name.removeprefix("n_"): number for name, number in found.items()}
    return Counts(**counts, longest_wait_s=seconds(longest), handling_s=seconds(handling))


def numbers(conditions: Mapping[str, Q]) -> dict[str, Count]:
    """One count for each condition, under names that no column has."""
    return {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}


def seconds(span: timedelta | None) -> int:
    return round(span.total_seconds()) if span else 0


def percent(indicator: Indicator, counts: Counts) -> Decimal | None:
    """A share in percent to one place, None of nothing. What is not whole never reads 100."""
    over: int = getattr(counts, indicator.numerator)
    under: int = getattr(counts, indicator.denominator)
    if not under:
        return None
    share = (Decimal(over) * 100 / under).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(share, Decimal("99.9")) if over < under else share

"""Counts in, figures out; and which days a period means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from liandong.scores.states import Indicator, Part, Suspended

STEP: Final = Decimal("0.01")
LONGEST: Final = timedelta(days=731)
NAMED: Final = ("today", "week", "month")
LEFT_OUT: Final = {
    Suspended.SUBTRACT: frozenset({Part.SUSPENDED, Part.VOID}),
    Suspended.KEEP: frozenset({Part.VOID}),
}
"""What is taken out of the cases that fell to get 应结案数."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases each part has, and how long its handled cases took altogether."""

    numbers: Mapping[Part, int] = field(default_factory=dict)
    spent: timedelta = timedelta()

    def __getitem__(self, part: Part) -> int:
        return self.numbers.get(part, 0)


def total(rows: Iterable[Counts]) -> Counts:
    """All rows together."""
    numbers, spent = Counter[Part](), timedelta()
    for row in rows:
        numbers.update(row.numbers)
        spent += row.spent
    return Counts(numbers, spent)


def due(fell: int, suspended: int, void: int, policy: Suspended) -> int:
    """应结案数 from the cases that fell (deadline in the period, or closed before it).

    Under `subtract` it is 金华's 应结案数 − 缓办数.
    """
    out = {Part.SUSPENDED: suspended, Part.VOID: void}
    return fell - sum(out[part] for part in LEFT_OUT[policy])


def percent(numerator: int, denominator: int) -> Decimal | None:
    """A share in percent to two places, None of nothing. What is not whole never reads 100, what is not nothing never 0."""
    if denominator == 0:
        return None
    share = (Decimal(numerator) * 100 / denominator).quantize(STEP, ROUND_HALF_UP)
    if 0 < numerator < denominator:
        return min(max(share, STEP), 100 - STEP)
    return share


def figure(indicator: Indicator, counts: Counts) -> Decimal | None:
    """An indicator in percent (or hours, to one place); None where there is nothing to divide by."""
    if not indicator.hours:
        return percent(counts[indicator.numerator], counts[indicator.denominator])
    if not counts[indicator.denominator]:
        return None
    hours = Decimal(round(counts.spent.total_seconds())) / 3600 / counts[indicator.denominator]
    return hours.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days, the first and the last included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The midnight after the last day."""
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def named(name: str, today: date) -> Period:
    """Today, this week from its Monday, or this month from its first day; each until today."""
    begins = {"today": today, "week": today - timedelta(days=today.weekday()), "month": today.replace(day=1)}
    return Period(begins[name], today)


def between(first: date, last: date) -> Period:
    """Any days.

    Raises:
        Refused: they stand the wrong way round, or are more than two years.
    """
    if last < first:
        raise Refused("开始的日子要在结束的日子之前。", code="bad-period", field="from")
    if last - first > LONGEST:
        raise Refused("一次最多统计两年，请分段来看。", code="bad-period", field="from")
    return Period(first, last)

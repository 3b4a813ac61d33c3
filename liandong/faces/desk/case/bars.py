"""The bars of a case's clocks: time run and time stood still, in the order it passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext

from liandong.cases.clocks import ORDER, Ticking, ticking
from liandong.cases.models import Case
from liandong.cases.reference import office
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.states import Measure
from liandong.deadlines.words import rule_words, term_words
from liandong.faces.shared.words import LADDERS

SLICES: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar, in percent of its length."""

    x: float
    width: float
    stopped: bool

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Bar:
    """A clock: how its limit is counted, until when it runs, and its bar. `used` is a share from 0 to 1."""

    words: str
    rule: str
    due_at: datetime
    parts: list[Part]
    used: float
    late: bool


def bars(case: Case, now: datetime) -> list[Bar]:
    """The clocks of a case that run: the stage's, the whole case's, the first answer's, an order's."""
    return [bar(case, one, now) for one in ticking(case)]


def bar(case: Case, clock: Ticking, now: datetime) -> Bar:
    known = office()
    start, due_at, word = clock.start or case.received_at, clock.due_at, gettext(LADDERS[clock.stage])
    if clock.stage == ORDER:
        return Bar(word, word, due_at, [], 0.0, now > due_at)
    term = known.term(case.kind, clock.stage, case.urgency)
    until = min(now, due_at)
    share = max(0.0, (until - start) / (due_at - start)) if due_at > start else 1.0
    parts = list(joined(slices(known.calendar, term, start, due_at, share)))
    rule = rule_words(word, term, known.calendar)
    return Bar(f"{word} {term_words(term)}", rule, due_at, parts, share, now > due_at)


def slices(
    calendar: WorkingCalendar, term: Term, start: datetime, due_at: datetime, share: float
) -> Iterator[tuple[float, float, bool]]:
    """(begin, end, stopped) of equal stretches of the time that has passed, in percent of the whole."""
    whole = due_at - start
    counted = term.measure in (Measure.WORKING_HOURS, Measure.WORKING_DAYS)
    for at in range(SLICES):
        begin, end = at / SLICES, min((at + 1) / SLICES, share)
        if begin >= share:
            return
        yield begin * 100, end * 100, counted and not calendar.at_work(start + whole * ((begin + end) / 2))


def joined(found: Iterator[tuple[float, float, bool]]) -> Iterator[Part]:
    """Neighbouring stretches of one sort as one part."""
    kept: tuple[float, float, bool] | None = None
    for begin, end, stopped in found:
        if kept and kept[2] == stopped:
            kept = (kept[0], end, stopped)
            continue
        if kept:
            yield Part(round(kept[0], 2), round(kept[1] - kept[0], 2), kept[2])
        kept = (begin, end, stopped)
    if kept:
        yield Part(round(kept[0], 2), round(kept[1] - kept[0], 2), kept[2])

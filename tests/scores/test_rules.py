"""Figures from counts: published ones come out again, and no share pretends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.refusals import Refused
from liandong.scores.rules import Counts, between, due, figure, named, percent, total
from liandong.scores.states import INDICATORS, PART_WORDS, Indicator, Part, Suspended

FIGURES = {each.name: each for each in INDICATORS}
TIANMEN = Counts({Part.FILED: 996, Part.DUE: 972, Part.CLOSED: 911, Part.ON_TIME: 737})
"""天门, December 2016, as published."""


def test_the_published_figures_of_tianmen_come_out_again() -> None:
    assert figure(FIGURES["closing"], TIANMEN) == Decimal("93.72")
    assert figure(FIGURES["closing_on_time"], TIANMEN) == Decimal("75.82")


@pytest.mark.parametrize(("closed", "owed", "share"), [(902, 956, "94.35"), (9, 16, "56.25")])
def test_its_events_and_components_come_out_again(closed: int, owed: int, share: str) -> None:
    assert figure(FIGURES["closing"], Counts({Part.DUE: owed, Part.CLOSED: closed})) == Decimal(share)


def test_events_and_components_add_up_to_all() -> None:
    both = total([Counts({Part.DUE: 956, Part.CLOSED: 902}), Counts({Part.DUE: 16, Part.CLOSED: 9})])
    assert (both[Part.DUE], both[Part.CLOSED]) == (TIANMEN[Part.DUE], TIANMEN[Part.CLOSED])


def test_a_share_that_is_not_whole_never_reads_whole() -> None:
    assert percent(99_999, 100_000) == Decimal("99.99")
    assert percent(1, 100_000) == Decimal("0.01")
    assert [percent(5, 5), percent(0, 5), percent(0, 0)] == [Decimal(100), Decimal(0), None]


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_lies_between_nothing_and_all_and_reads_so_only_when_it_is(some: int, more: int) -> None:
    share = percent(some, some + more)
    assert share is not None
    assert (share == 0) == (some == 0)
    assert share < 100


def test_suspended_cases_are_subtracted_or_kept_as_the_city_has_it() -> None:
    assert due(100, 8, 2, Suspended.SUBTRACT) == 90
    assert due(100, 8, 2, Suspended.KEEP) == 98


def test_the_mean_time_is_in_hours() -> None:
    hours: Indicator = FIGURES["hours"]
    assert figure(hours, Counts({Part.HANDLED: 4}, timedelta(hours=10))) == Decimal("2.5")
    assert figure(hours, Counts()) is None


counts = st.builds(
    Counts, st.dictionaries(st.sampled_from(Part), st.integers(0, 1000)), st.timedeltas(timedelta(), timedelta(days=9))
)


@given(st.lists(counts))
def test_the_whole_is_the_sum_of_its_parts_in_any_order(rows: list[Counts]) -> None:
    whole, turned = total(rows), total(reversed(rows))
    assert all(whole[part] == turned[part] == sum(row[part] for row in rows) for part in Part)


def test_each_part_has_a_word_and_each_indicator_a_formula_and_a_source() -> None:
    assert set(PART_WORDS) == set(Part)
    assert all(each.formula and each.source for each in INDICATORS)


def test_no_indicator_counts_fewer_reports_as_better_and_none_names_a_person() -> None:
    assert all(each.numerator is not Part.RECEIVED for each in INDICATORS)


def test_periods_are_local_days() -> None:
    friday = date(2026, 6, 12)
    assert (named("week", friday).first, named("month", friday).first) == (date(2026, 6, 8), date(2026, 6, 1))
    today = named("today", friday)
    assert today.start == datetime(2026, 6, 11, 16, tzinfo=UTC)
    assert today.end - today.start == timedelta(days=1)


@pytest.mark.parametrize("days", [-1, 800])
def test_a_period_the_wrong_way_round_or_too_long_is_refused(days: int) -> None:
    first = date(2026, 1, 1)
    with pytest.raises(Refused):
        between(first, first + timedelta(days=days))

"""Counts over a history that the procedure itself made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liandong.cases.actions import receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.scores.queries import COHORTS, Asked, Row, behind, counted, dated, found, page
from liandong.scores.rules import Counts, Period, due, figure, total
from liandong.scores.states import FELL_PARTS, INDICATORS, RECEIVED_PARTS, By, Part, Suspended
from tests.people import actor_at, unit_actor
from tests.scores.conftest import STORIES

pytestmark = pytest.mark.django_db
JUNE = Asked(Period(date(2026, 6, 1), date(2026, 6, 30)))
History = dict[str, list[str]]


@pytest.fixture
def after(now: datetime, history: History) -> datetime:
    """A month later, when every deadline of the history has passed."""
    return now + timedelta(days=30)


def whole(rows: list[Row]) -> Counts:
    return total(row.counts for row in rows)


def test_every_story_is_counted_where_it_belongs(after: datetime) -> None:
    counts = whole(counted(actor_at("0217"), JUNE, after))
    three = {part: counts[part] // 3 for part in Part}
    assert three == {
        Part.RECEIVED: 11, Part.FILED: 11, Part.REFUSED: 0, Part.UNFILED: 0, Part.FELL: 11, Part.DUE: 8,
        Part.HANDLED: 5, Part.HANDLED_ON_TIME: 5, Part.CLOSED: 5, Part.ON_TIME: 4, Part.LATE: 1, Part.OPEN: 3,
        Part.SUSPENDED: 1, Part.VOID: 2, Part.RETURNED: 1, Part.EXTENDED: 1, Part.ONCE_HANDLED: 6, Part.REWORKED: 1,
        Part.ONCE_CLOSED: 6, Part.REOPENED: 1, Part.RELAPSED: 0, Part.RATED: 2, Part.SATISFIED: 1,
    }  # fmt: skip
    assert counts[Part.RECEIVED] == 3 * len(STORIES)


def test_a_number_is_the_number_of_rows_behind_it(after: datetime) -> None:
    actor = actor_at("0217")
    for by in By:
        asked = replace(JUNE, by=by)
        for row in counted(actor, asked, after):
            for part in Part:
                rows = behind(actor, asked, part, after, row.of)
                assert row.counts[part] == rows.count(), (by, row.of, part)


def test_the_parts_add_up_whatever_the_cases_are_grouped_by(after: datetime) -> None:
    actor = actor_at("0217")
    sums = [whole(counted(actor, replace(JUNE, by=by), after)) for by in By]
    assert sums[1:] == sums[:-1]
    for row in counted(actor, JUNE, after):
        assert sum(row.counts[part] for part in RECEIVED_PARTS) == row.counts[Part.RECEIVED]
        assert sum(row.counts[part] for part in FELL_PARTS) == row.counts[Part.FELL]
        assert row.counts[Part.ON_TIME] + row.counts[Part.LATE] == row.counts[Part.CLOSED]


def test_the_days_of_a_period_add_up_to_it(after: datetime) -> None:
    actor = actor_at("0217")
    days = [JUNE.period.first + timedelta(days=n) for n in range(30)]
    each = [whole(counted(actor, replace(JUNE, period=Period(day, day)), after)) for day in days]
    assert total(each) == whole(counted(actor, JUNE, after))


def test_no_indicator_passes_a_hundred(after: datetime) -> None:
    for row in counted(actor_at("0217"), JUNE, after):
        for each in INDICATORS:
            share = figure(each, row.counts)
            assert each.hours or share is None or 0 <= share <= 100, each.name


def test_a_deadline_still_to_come_has_not_fallen(now: datetime, history: History) -> None:
    counts = whole(counted(actor_at("0217"), JUNE, now + timedelta(minutes=15)))
    assert (counts[Part.OPEN], counts[Part.ON_TIME]) == (0, 12)


def test_suspended_cases_are_subtracted_or_kept_by_the_setting(after: datetime, settings: object) -> None:
    for word in Suspended:
        settings.LIANDONG_SUSPENDED_COUNT = word.value  # type: ignore[attr-defined]
        counts = whole(counted(actor_at("0217"), JUNE, after))
        assert counts[Part.DUE] == due(counts[Part.FELL], counts[Part.SUSPENDED], counts[Part.VOID], word)
        assert counts[Part.SUSPENDED] == 3


def test_to_suspend_and_then_void_does_not_hide_a_case(after: datetime, history: History) -> None:
    numbers = behind(actor_at("0217"), JUNE, Part.VOID, after).values_list("number", flat=True)
    assert set(history["void after suspension"]) <= set(numbers)


def test_nobody_counts_what_they_may_not_see(after: datetime) -> None:
    case = Case.objects.filter(state="accepted").order_by("id")[0]
    handler, verifier, steward = unit_actor(case.unit or ""), unit_actor(f"{case.area[:9]}-hecha"), actor_at("0301")
    seen = Case.objects.filter(unit=handler.unit, area__startswith=handler.area).count()
    assert whole(counted(handler, JUNE, after))[Part.RECEIVED] == seen
    assert [row.of for row in counted(verifier, JUNE, after)] == [case.area[:9]]
    assert counted(steward, JUNE, after) == []
    elsewhere = behind(verifier, JUNE, Part.RECEIVED, after, of="510108099")
    assert list(elsewhere) == []


def test_it_narrows_to_an_area_and_a_class(after: datetime) -> None:
    actor = actor_at("0217")
    [first, *_] = counted(actor, JUNE, after)
    inside = counted(actor, replace(JUNE, by=By.COMMUNITY, area=first.of), after)
    assert {row.of[:9] for row in inside} == {first.of}
    assert whole(inside) == first.counts
    assert counted(actor, replace(JUNE, kind="C"), after) == []


def test_what_has_no_place_kind_or_unit_yet_is_counted_under_none(now: datetime) -> None:
    receive([Draft(key="k", channel="app", text="有问题", reported_at=now, words="说不清")], actor="system", now=now)
    actor = actor_at("0217")
    groups = {by: [row.of for row in counted(actor, replace(JUNE, by=by), now)] for by in By}
    assert groups == {By.SUBDISTRICT: ["510108"], By.COMMUNITY: ["510108"], By.UNIT: ["-"], By.KIND: ["-"]}
    assert behind(actor, replace(JUNE, by=By.UNIT), Part.UNFILED, now, "-").count() == 1


def test_the_rows_page_without_gap_or_overlap(after: datetime) -> None:
    actor = actor_at("0217")
    for part in (Part.RECEIVED, Part.FELL):
        seen: Counter[str] = Counter()
        place = ""
        while True:
            found = page(behind(actor, JUNE, part, after), part, place, size=7)
            seen.update(case.number for case in found.cases)
            if not found.after:
                break
            place = found.after
        assert set(seen.values()) == {1}
        assert len(seen) == 33


def test_all_numbers_come_from_two_statements_that_can_read_by_index(after: datetime) -> None:
    asked = replace(JUNE, by=By.COMMUNITY)
    actor = actor_at("0217")
    with CaptureQueriesContext(connection) as queries:
        counted(actor, asked, after)
    assert sum(each["sql"].startswith("SELECT") for each in queries.captured_queries) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plans = [found(actor, asked).filter(dated(cohort, asked.period, after)).explain() for cohort in COHORTS]
    assert "case_received" in plans[0] or "case_area" in plans[0]
    assert "case_fell" in plans[1] or "case_area" in plans[1]

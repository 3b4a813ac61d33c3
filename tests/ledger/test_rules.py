"""Codes, rows of a table, periods and stops, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.refusals import Refused
from liandong.ledger.rules import begun_on, due_on, kind_of, parsed, sort_of, stops_in
from liandong.ledger.states import Period, Sort

LAMP = {"code": "5101080107000012", "place": "文德路 3 号", "lon": "104.11", "lat": "30.69", "unit": "510108-zhaoming"}


def test_a_component_says_its_kind_by_its_code_and_a_hazard_by_its_row() -> None:
    row = parsed({**LAMP, "every_days": "30"})
    assert (row.sort, row.kind, row.every_days, row.active) == (Sort.COMPONENT, kind_of(LAMP["code"]), 30, True)
    assert row.kind == "C0107"
    hazard = parsed({**LAMP, "code": "WXY-0001", "kind": "E0514", "active": "否"})
    assert (hazard.sort, hazard.kind, hazard.active) == (Sort.HAZARD, "E0514", False)


@pytest.mark.parametrize(("change", "field"), [
    ({"code": "510108010700001"}, "code"), ({"code": "井盖"}, "code"), ({"code": "５１０１０８０１０７０００００１"}, "code"),
    ({"place": " "}, "place"), ({"unit": ""}, "unit"), ({"lon": ""}, "lon"), ({"lat": "nan"}, "lat"), ({"lon": "181"}, "lon"),
    ({"every_days": "0"}, "every_days"), ({"every_days": "x"}, "every_days"), ({"code": "WXY-0001"}, "kind"),
])  # fmt: skip
def test_a_row_that_is_not_whole_is_refused_with_the_column(change: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed({**LAMP, **change})
    assert refused.value.field == field
    assert "{" not in refused.value.sentence


@given(st.sampled_from(Period), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_in_its_period_and_the_first_day_begins_it(period: Period, today: date) -> None:
    begun = begun_on(period, today)
    assert begun <= today < begun + timedelta(days={Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31}[period])
    assert begun_on(period, begun) == begun


def test_what_nobody_looked_at_yet_is_due_today_and_what_nobody_must_never() -> None:
    today = date(2026, 6, 12)
    assert due_on(None, 30, today) == today
    assert due_on(date(2026, 6, 1), 30, today) == date(2026, 7, 1)
    assert due_on(None, None, today) is None


def test_stops_are_lines_with_what_to_look_for_and_a_code() -> None:
    [first, second] = stops_in("院门口 | 通道有没有被占\n\n | | 5101080107000012\n")
    assert (first.place, first.look_for, first.asset) == ("院门口", "通道有没有被占", None)
    assert (second.place, second.asset) == ("", "5101080107000012")


@pytest.mark.parametrize("text", ["", " \n ", "|只写了看什么", "院门口||不是编码", "\n".join(["院门口"] * 201)])
def test_a_list_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        stops_in(text)


def outcome(text: str) -> str:
    try:
        return sort_of(text).value
    except Refused as refused:
        return refused.code


@given(st.text(max_size=24))
def test_whatever_is_scanned_is_a_code_or_refused(text: str) -> None:
    assert outcome(text) in {"component", "hazard", "bad-code"}

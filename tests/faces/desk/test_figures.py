"""The page of figures, over a history that the procedure made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from liandong.faces.desk.oversight.figures import MOST, days_said, largest
from liandong.faces.desk.oversight.figures_shown import HEADS
from liandong.journal.models import Entry
from liandong.scores.queries import Row
from liandong.scores.rules import Counts, Period
from liandong.scores.states import INDICATORS, Indicator, Part
from tests.scores.conftest import history  # noqa: F401

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
PAGE = "/desk/figures"
LINK = re.compile(r'<a href="(/desk/figures/cases[^"]*)"[^>]*>([\d,]+)</a>')


@pytest.fixture
def now() -> datetime:
    """Weeks ago, so that the page's own clock comes after every deadline of the history."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=25)


@pytest.fixture
def days(now: datetime) -> str:
    return f"from={(now - timedelta(days=2)).date()}&to={(now + timedelta(days=60)).date()}"


@pytest.fixture
def dispatcher(sit: Sit) -> Client:
    return sit("0217")


def links(text: str) -> list[tuple[str, int]]:
    return [(unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(text)]


@pytest.mark.usefixtures("history")
def test_each_number_leads_to_just_as_many_cases(dispatcher: Client, days: str) -> None:
    text = dispatcher.get(f"{PAGE}?{days}").content.decode()
    found = dict(links(text))
    assert len(found) > 30
    for url, number in found.items():
        shown = dispatcher.get(url).content.decode()
        assert shown.count('<th class="nowrap" scope="row"') == number, url


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("by", ["subdistrict", "community", "unit", "kind"])
def test_the_rows_add_up_to_the_last_one(dispatcher: Client, days: str, by: str) -> None:
    text = dispatcher.get(f"{PAGE}?{days}&by={by}").content.decode()
    table = text[text.index("<tbody>") :]
    columns: dict[str, int] = {}
    body, foot = table.split("<tfoot>")
    for url, number in links(body):
        part = re.findall(r"part=(\w+)", url)[0]
        columns[part] = columns.get(part, 0) + number
    assert columns == {re.findall(r"part=(\w+)", url)[0]: number for url, number in links(foot)}
    assert columns["fell"] == sum(columns[part] for part in ("on_time", "late", "open", "suspended", "void"))


@pytest.mark.usefixtures("history")
def test_the_rows_behind_a_number_page_on(dispatcher: Client, days: str) -> None:
    shown = dispatcher.get(f"{PAGE}/cases?part=received&{days}")
    assert "33 件" in shown.content.decode()
    assert shown.context["more"] == ""


def test_what_tells_how_a_rate_came_about_stands_beside_it() -> None:
    shown = {each.name for _, group in HEADS for each, _ in group if isinstance(each, Indicator)}
    assert {each.name for each in INDICATORS if each.watch} < shown


@pytest.mark.usefixtures("history")
def test_each_indicator_says_how_it_is_counted_and_where_from(dispatcher: Client, days: str) -> None:
    text = unescape(dispatcher.get(f"{PAGE}?{days}").content.decode())
    assert all(each.formula in text for each in INDICATORS)
    assert "GB/T 30428.4" in text


def test_a_day_that_is_none_is_refused_and_the_month_shown(dispatcher: Client) -> None:
    shown = dispatcher.get(f"{PAGE}?from=2026-06-31&to=2026-07-01")
    assert (shown.status_code, "不是日期" in shown.content.decode()) == (409, True)


def test_who_sees_no_case_counts_none(sit: Sit) -> None:
    steward = sit("0903")
    for url in (PAGE, f"{PAGE}/cases?part=filed"):
        assert steward.get(url).status_code == 403
    assert steward.post(f"{PAGE}/export", {"purpose": "report", "days": "30"}).status_code == 403


def test_an_unknown_number_is_not_found(dispatcher: Client) -> None:
    assert dispatcher.get(f"{PAGE}/cases?part=fewer").status_code == 404


@pytest.mark.usefixtures("history")
def test_an_export_asks_what_for_and_leaves_a_trace(dispatcher: Client, days: str) -> None:
    url = f"{PAGE}/export?{days}&by=unit"
    assert dispatcher.post(url, {"days": "30"}).status_code == 409
    assert dispatcher.post(url, {"purpose": "report", "days": "3650"}).status_code == 409
    assert not Entry.objects.filter(kind="figures.exported").exists()
    given = {"purpose": "report", "days": "30", "key": "0b6f3c0e-6f0e-4a1e-9d53-0a3f2a1f9c11"}
    for _ in range(2):
        answer = dispatcher.post(url, given)
    entry = Entry.objects.get(kind="figures.exported")
    assert (entry.data["purpose"], entry.data["by"]) == ("report", "unit")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("代码,名称,上报,立案")
    received = [int(line.split(",")[2]) for line in lines[1:]]
    assert sum(received[:-1]) == received[-1] == 33


def test_days_are_said_with_the_year_once() -> None:
    assert days_said(Period(date(2026, 6, 1), date(2026, 6, 12))) == "2026 年 6 月 1 日–6 月 12 日"
    assert days_said(Period(date(2025, 12, 30), date(2026, 1, 2))) == "2025 年 12 月 30 日–2026 年 1 月 2 日"
    assert days_said(Period(date(2026, 6, 1), date(2026, 6, 1))) == "2026 年 6 月 1 日"


def test_a_long_table_opens_with_the_groups_that_have_the_most_cases() -> None:
    rows = [Row(f"{number:03}", Counts({Part.RECEIVED: number % 100})) for number in range(3 * MOST)]
    kept = largest(rows)
    assert [row.of for row in kept] == sorted(row.of for row in kept)
    assert len(kept) == MOST
    assert min(row.counts[Part.RECEIVED] for row in kept) >= max(
        row.counts[Part.RECEIVED] for row in rows if row not in kept
    )
    assert largest(kept) == kept

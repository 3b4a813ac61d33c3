"""How many statements a page of the desk sends. A page that asks once for each row is found here, not in a crowd.

What the process asks for itself, whether reference data changed, is not among them: once in half a second, whatever the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liandong.cases.models import Case
from liandong.kernel.clock import now

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
MOST = 12


def statements(client: Client, url: str) -> list[str]:
    """What a page sends once the reference data is in the process."""
    client.get(url)
    with CaptureQueriesContext(connection) as sent:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in sent.captured_queries]


@pytest.fixture
def cases(report: Make) -> list[Case]:
    """Cases of every group of the inbox, some of them assigned."""
    made = [report(kind="E0102" if number % 2 else None) for number in range(8)]
    for case, hours in zip(made, (-30, -2, 0.5, 3, 20, 40, 90, 200), strict=True):
        Case.objects.filter(pk=case.pk).update(stage_due_at=now() + timedelta(hours=hours))
    Case.objects.filter(pk=made[4].pk).update(stage_due_at=None)
    return made


@pytest.mark.parametrize("number", ["0217", "0201", "1201", "1202", "0001"])
@pytest.mark.parametrize("tab", ["open", "received", "closed", "pending"])
def test_the_inbox_sends_few_statements(sit: Sit, cases: list[Case], number: str, tab: str) -> None:
    sent = statements(sit(number), f"/desk/?tab={tab}")
    assert len(sent) <= MOST, sent


def test_more_rows_do_not_send_more_statements(sit: Sit, report: Make, cases: list[Case]) -> None:
    client = sit("0217")
    few = len(statements(client, "/desk/?tab=open"))
    for _ in range(20):
        report()
    assert len(statements(client, "/desk/?tab=open")) <= few


@pytest.mark.parametrize("page", ["", "/preview"])
def test_a_case_sends_few_statements(sit: Sit, cases: list[Case], page: str) -> None:
    client = sit("0217")
    for case in cases[:2]:
        sent = statements(client, f"/desk/cases/{case.number}{page}")
        assert len(sent) <= MOST, sent

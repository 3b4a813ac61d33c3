"""The check beside the form of a result, the draft, and what the verifier sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.kernel.clock import now as clock
from tests.people import actor_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(report: Callable[..., Case]) -> Case:
    """In the hands of the hygiene station, accepted."""
    found = report("510108012", "E0102")
    move(found.number, Move.ACCEPT, {}, by=actor_at("1201"), now=clock())
    found.refresh_from_db()
    return found


def test_the_form_names_what_is_missing_while_one_writes(case: Case, sit: Callable[..., Client]) -> None:
    desk, address = sit("1201"), f"/desk/cases/{case.number}/reply/handle"
    said = desk.post(address, {"note": "来过了"}).content.decode()
    assert "没有说做了什么" in said
    assert "没有说是谁办的" in said
    whole = desk.post(address, {"note": "绿化带边的垃圾，环卫所今天上午已清运。"}).content.decode()
    assert "没有" not in whole


def test_a_draft_is_offered_and_says_who_when_and_about_what(case: Case, sit: Callable[..., Client]) -> None:
    form = sit("1201").get(f"/desk/cases/{case.number}/moves/handle?draft=1").content.decode()
    assert f"您反映的“{case.title}”" in form
    assert "没有说做了什么" in form


def test_an_incomplete_result_is_sent_all_the_same_and_the_verifier_is_told(
    case: Case, sit: Callable[..., Client]
) -> None:
    answer = sit("1201").post(f"/desk/cases/{case.number}/moves/handle", {"note": "来过了"})
    assert answer.status_code == 302
    page = sit("1202").get(f"/desk/cases/{case.number}").content.decode()
    assert "没有说做了什么" in page


def test_a_complete_result_is_called_so(case: Case, sit: Callable[..., Client], now: datetime) -> None:
    note = "绿化带边的垃圾，环卫所今天上午已清运。"
    sit("1201").post(f"/desk/cases/{case.number}/moves/handle", {"note": note})
    page = sit("1202").get(f"/desk/cases/{case.number}").content.decode()
    assert "答复说全了" in page


def test_whoever_does_not_see_the_case_gets_no_check(case: Case, sit: Callable[..., Client]) -> None:
    assert sit("3001").post(f"/desk/cases/{case.number}/reply/handle", {"note": "来过了"}).status_code == 404

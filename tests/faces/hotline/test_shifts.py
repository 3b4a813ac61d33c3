"""Whoever leads sets the hotline's shifts at the desk."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any

import pytest

from liandong.hotline.models import ShiftPlan
from liandong.hotline.reference_actions import save_shifts
from liandong.hotline.rules import Plan
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early(now: Any) -> None:
    save_shifts([Plan("early", "早班", "Early shift", time(8), 8)], actor="system", now=now)


def form(**changed: str) -> dict[str, str]:
    early = {"code-0": "early", "name-0": "早班", "name_en-0": "Early shift", "begins-0": "07:30", "hours-0": "9"}
    late = {"code-1": "", "name-1": "晚班", "name_en-1": "", "begins-1": "16:30", "hours-1": "15"}
    return {**early, **late, "key": str(uuid.uuid4()), **changed}


def test_shifts_are_changed_added_and_taken_away() -> None:
    lead = signed_in("0201")
    assert 'value="早班"' in lead.get("/hotline/shifts").content.decode()
    assert lead.post("/hotline/shifts", form()).status_code == 302
    assert list(ShiftPlan.objects.order_by("begins").values_list("name", "begins", "hours")) == [
        ("早班", time(7, 30), 9), ("晚班", time(16, 30), 15),
    ]  # fmt: skip
    assert ShiftPlan.objects.get(name="早班").code == "early"
    lead.post("/hotline/shifts", form(**{"name-1": ""}))
    assert [plan.code for plan in ShiftPlan.objects.all()] == ["early"]


@pytest.mark.parametrize("changed", [{"begins-1": "四点"}, {"hours-1": ""}, {"hours-1": "25"}, {"hours-1": "0"}])
def test_a_shift_that_is_none_is_refused_with_the_form_kept(changed: dict[str, str]) -> None:
    answer = signed_in("0201").post("/hotline/shifts", form(**changed))
    assert (answer.status_code, 'value="晚班"' in answer.content.decode()) == (409, True)
    assert [plan.hours for plan in ShiftPlan.objects.all()] == [8]


def test_an_agent_sets_no_shifts() -> None:
    agent = signed_in("9601", "agent")
    assert agent.get("/hotline/shifts").status_code == 403
    assert agent.post("/hotline/shifts", form()).status_code == 403
    assert "/hotline/shifts" not in agent.get("/hotline/figures").content.decode()
    assert "/hotline/shifts" in signed_in("0201").get("/hotline/figures").content.decode()

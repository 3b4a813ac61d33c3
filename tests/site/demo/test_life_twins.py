"""The demo's matters that many report: one case each, found, joined and pressing; told once however often it starts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.cases.models import Case, Report, Twin
from liandong.site.demo.life import load_world
from liandong.site.demo.life_cast import staff_the_centre
from liandong.site.demo.life_twins import MATTERS, tell_together

pytestmark = pytest.mark.django_db


def test_matters_that_many_report_become_one_case_each_and_one_is_left_to_the_desk(now: datetime) -> None:
    staff_the_centre(now - timedelta(days=100))
    for _ in range(2):
        tell_together(now, load_world())
    assert Report.objects.count() == sum(len(matter.said) for matter in MATTERS)
    leads = Case.objects.exclude(state="merged").order_by("pk")
    assert [case.reporters for case in leads] == [6, 3, 2, 1, 1]
    assert leads[0].urgency == "urgent"
    assert [row.standing for row in Twin.objects.filter(one__in=leads[3:])] == ["likely"]

"""The matters that stir the demo district."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from liandong.cases.models import Case
from liandong.insight.queries import hot
from liandong.insight.states import Span
from liandong.site.demo.life import load_world
from liandong.site.demo.life_cast import staff_the_centre
from liandong.site.demo.life_hot import STIRS, stir
from tests.people import actor_at

pytestmark = pytest.mark.django_db


def test_the_demo_has_its_hot_matters_however_often_it_is_started(
    now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.LIANDONG_FILES = str(tmp_path)
    staff_the_centre(now - timedelta(days=100))
    world = load_world()
    for _ in range(2):
        stir(now, world)
    assert Case.objects.count() == sum(len(this.days_ago) for this in STIRS)
    found = hot(actor_at("0217"), Span.MONTH, "", now)
    assert found[0].place == "望平小区"
    assert found[0].figures.messages > len(STIRS[0].days_ago) / 3, "so few texts tell little of what is alike"

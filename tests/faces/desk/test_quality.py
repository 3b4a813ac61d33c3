"""The page of the classifier's quality: its numbers lead to cases for who may see them, and a steward keeps the models."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from liandong.cases.ports import PORTS as CASE_PORTS
from liandong.kernel.clock import now as clock
from liandong.learning.actions import carry_out, count_words, recount
from liandong.learning.models import Training
from liandong.learning.rules import FEWEST_TEXTS
from tests.learning.conftest import LAMP, RUBBISH, TEXTS, ByHeart, HeartTrainer, settle, trainer

pytestmark = pytest.mark.django_db
__all__ = ["trainer"]
PAGE = "/desk/quality"


@pytest.fixture
def history(trainer: HeartTrainer) -> HeartTrainer:
    """Half a year ago nothing was proposed; last week everything was, half of it wrongly and left to people."""
    settle(FEWEST_TEXTS, clock() - timedelta(days=70))
    unsure = ByHeart({text[:4]: RUBBISH for text in TEXTS.values()}, threshold=1.0)
    CASE_PORTS.classifier = unsure
    settle(60, clock() - timedelta(days=6))
    return trainer


def test_numbers_lead_to_the_cases_behind_them(history: HeartTrainer, sit: Callable[..., Client]) -> None:
    desk = sit("0217")
    page = desk.get(PAGE).content.decode()
    foot = re.findall(r'<td class="num">(?:<a href="([^"]+)">)?([^<]+)', page.split("<tfoot>")[1].split("</tfoot>")[0])
    assert [number for _, number in foot[:8]] == ["60", "0", "60", "100.0%", "60", "50.0%", "30", "0"]
    behind = desk.get(foot[6][0].replace("&amp;", "&")).content.decode()
    assert behind.count('scope="row"') == 30
    assert "路灯不亮了" in behind
    assert "垃圾堆了两天" not in behind


def test_the_page_shows_the_numbers_of_the_last_hourly_count_and_says_when_it_was(
    history: HeartTrainer, sit: Callable[..., Client]
) -> None:
    now, desk = clock(), sit("0217")
    foot = re.compile(r"<tfoot>.*?</tfoot>", re.S)
    before = desk.get(PAGE).content.decode()
    assert "每小时重数一次" not in before
    assert recount(now) > 0
    after = desk.get(PAGE).content.decode()
    assert "每小时重数一次" in after
    assert foot.findall(after) == foot.findall(before)
    settle(10, clock() - timedelta(days=5))
    assert foot.findall(desk.get(PAGE).content.decode()) == foot.findall(before)
    recount(clock())
    assert ">70<" in foot.findall(desk.get(PAGE).content.decode())[0]


def test_a_week_says_which_share_of_its_words_the_model_in_use_does_not_know(
    history: HeartTrainer, sit: Callable[..., Client]
) -> None:
    desk = sit("0217")
    assert desk.get(PAGE).content.decode().count('scope="col">没见过的字词<') == 1
    model = ByHeart({TEXTS[LAMP][:4]: LAMP})
    history.models[model.version], history.placed = model, model.version
    count_words(clock())
    assert ">50.0%</td></tr>" in desk.get(PAGE).content.decode().split("</tbody>")[0]


def test_a_steward_sees_counts_and_no_way_to_a_case(history: HeartTrainer, sit: Callable[..., Client]) -> None:
    desk = sit("0301")
    page = desk.get(PAGE).content.decode()
    assert "50.0%" in page
    assert "quality/cases" not in page
    assert desk.get(f"{PAGE}/cases?part=wrong").status_code == 403


def test_a_handling_unit_has_no_such_page(sit: Callable[..., Client], trainer: HeartTrainer) -> None:
    assert sit("3001").get(PAGE).status_code == 403


def test_a_steward_has_a_model_trained_sees_it_compared_and_puts_it_in_use(
    history: HeartTrainer, sit: Callable[..., Client]
) -> None:
    desk, old = sit("0301"), CASE_PORTS.classifier
    assert isinstance(old, ByHeart)
    history.models[old.version], history.placed = old, old.version
    assert desk.post(f"{PAGE}/train", {"key": str(uuid.uuid4())}).status_code == 302
    assert "正在训练" in desk.get(PAGE).content.decode()
    training = carry_out(Training.objects.get(ended_at=None).pk, clock())
    page = desk.get(PAGE).content.decode()
    assert "100.0% / 50.0%" in page
    assert "考了 60 件" in page
    assert desk.post(f"{PAGE}/{training.pk}/use", {"key": str(uuid.uuid4())}).status_code == 302
    page = desk.get(PAGE).content.decode()
    assert "换回这个" in page
    assert Training.objects.get(in_use=True) == training


def test_a_dispatcher_sees_the_figures_and_not_the_models(history: HeartTrainer, sit: Callable[..., Client]) -> None:
    desk = sit("0217")
    assert "quality/train" not in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}/train").status_code == 403
    assert Training.objects.count() == 0


def test_the_page_sends_few_statements(
    history: HeartTrainer, sit: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    desk = sit("0301")
    desk.get(PAGE)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        desk.get(PAGE)


def test_a_number_that_does_not_exist_is_not_found(sit: Callable[..., Client], trainer: HeartTrainer) -> None:
    desk = sit("0217")
    assert desk.get(f"{PAGE}/cases?part=nothing").status_code == 404
    assert desk.get(f"{PAGE}/cases?part=wrong&week=yesterday").status_code == 404
    assert desk.get(f"{PAGE}/cases?part=wrong&kind={LAMP}").status_code == 200

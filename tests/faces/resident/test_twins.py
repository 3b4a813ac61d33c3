"""Two phones report one lamp: each follows the one case by its own token, and sees nothing of the other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from liandong.cases.models import Case, Report
from liandong.cases.reactions import find_twins
from liandong.cases.tracking import token
from liandong.files.models import File
from liandong.journal.models import Entry
from tests.faces.resident.conftest import picture, text, worked

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


@pytest.fixture
def two(send: Send) -> tuple[str, str]:
    """The tokens of two reports with a photo each; the second was merged into the first one's case."""
    send(text="桥头路灯不亮，看不见台阶", photo_file=[picture()])
    send(text="桥头路灯不亮，看不见台阶了", photo_file=[picture("red")])
    for entry in Entry.objects.filter(kind="case.received"):
        find_twins(entry)
    first, second = Report.objects.order_by("pk")
    assert second.case_id == first.case_id
    return token(first.pk), token(second.pk)


def test_each_sees_the_own_photo_and_words_and_the_number_on_the_receipt(phone: Client, two: tuple[str, str]) -> None:
    mine, theirs = two
    lead, twin = Case.objects.order_by("pk")
    photos = [File.objects.get(subject=f"case:{case.pk}") for case in (lead, twin)]
    for mark, own, other in ((mine, photos[0], photos[1]), (theirs, photos[1], photos[0])):
        assert phone.get(f"/track/{mark}/photos/{own.pk}").status_code == 200
        assert phone.get(f"/track/{mark}/photos/{other.pk}").status_code == 404
        page = text(phone.get(f"/track/{mark}"))
        assert str(own.pk) in page
        assert str(other.pk) not in page
    assert twin.number in text(phone.get(f"/track/{theirs}?new=1"))
    assert f"已并入 {lead.number}，2 人上报" in text(phone.get(f"/track/{theirs}"))
    assert "看不见台阶了" not in text(phone.get(f"/track/{mine}"))


def test_what_one_shows_when_reopening_stays_with_that_one(phone: Client, two: tuple[str, str]) -> None:
    mine, theirs = two
    worked(Case.objects.earliest("pk").number)
    given = {"key": str(uuid.uuid4()), "reason": "我家门前那盏还黑着", "photo_file": [picture("gold")]}
    assert phone.post(f"/track/{theirs}/reopen", given).status_code == 303
    shown = File.objects.latest("uploaded_at")
    assert phone.get(f"/track/{theirs}/photos/{shown.pk}").status_code == 200
    assert phone.get(f"/track/{mine}/photos/{shown.pk}").status_code == 404
    page = text(phone.get(f"/track/{mine}"))
    assert "我家门前" not in page
    assert "上报人说没解决，已经重开" in page


def test_each_rates_once_and_no_one_sees_the_other_ones_grade(phone: Client, two: tuple[str, str]) -> None:
    mine, theirs = two
    worked(Case.objects.earliest("pk").number)
    phone.post(f"/track/{mine}/rate", {"key": "a", "stars": "1"})
    page = text(phone.get(f"/track/{theirs}"))
    assert "非常不满意</button>" in page
    assert "上报人评价" not in page
    phone.post(f"/track/{theirs}/rate", {"key": "b", "stars": "5"})
    assert list(Report.objects.order_by("pk").values_list("stars", flat=True)) == [1, 5]
    assert phone.post(f"/track/{theirs}/rate", {"key": "c", "stars": "4"}).status_code == 422

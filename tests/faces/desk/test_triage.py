"""One key for filing and assigning."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.cases.models import Case
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.linkage.dispatching import routed
from liandong.places.models import Grid

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def send(client: Client, case: Case, **given: object) -> str:
    answer = client.post(f"/desk/cases/{case.number}/dispatch", {"key": uuid.uuid4(), **given}, follow=True)
    return answer.content.decode()


def facts(case: Case) -> list[str]:
    return list(Entry.objects.filter(subject=f"case:{case.pk}").order_by("seq").values_list("kind", flat=True))


def test_one_press_classifies_files_and_assigns_by_the_rules(sit: Sit, report: Make) -> None:
    case = report()
    assert "已派遣到" in send(sit("0217"), case, kind="E0102")
    found = routed("E0102", case.area, now())
    after = Case.objects.get(pk=case.pk)
    assert found is not None
    assert (after.state, after.unit, after.rule) == ("assigned", found[0], found[1].code)
    assert facts(case)[-3:] == ["case.classified", "case.filed", "case.assigned"]


def test_the_same_press_twice_dispatches_once(sit: Sit, report: Make) -> None:
    case, client, key = report(), sit("0217"), uuid.uuid4()
    for _ in range(2):
        assert "已派遣到" in send(client, case, kind="E0102", key=key)
    assert facts(case).count("case.assigned") == 1


def test_a_unit_chosen_by_hand_wins_and_carries_no_rule(sit: Sit, report: Make) -> None:
    case = report()
    send(sit("0217"), case, kind="E0102", unit="510108-zhaoming")
    after = Case.objects.get(pk=case.pk)
    assert (after.unit, after.rule) == ("510108-zhaoming", None)


def test_a_point_picked_on_the_map_moves_the_case_whatever_the_grid_field_still_says(sit: Sit, report: Make) -> None:
    case = report()
    there = Grid.objects.filter(code__startswith="510108016", valid_until=None).earliest("code")
    send(
        sit("0217"),
        case,
        kind="E0102",
        grid=case.grid,
        words=case.place,
        lon=f"{there.lon:.6f}",
        lat=f"{there.lat:.6f}",
    )
    after = Case.objects.get(pk=case.pk)
    assert (after.grid, after.state) == (there.code, "assigned")


def test_a_case_without_a_place_gets_one_by_its_grid(sit: Sit, report: Make) -> None:
    case = report(lon=None, lat=None, words="说不清")
    assert not case.grid
    grid = Grid.objects.filter(code__startswith="510108012", valid_until=None).earliest("code")
    send(sit("0217"), case, kind="E0102", grid=grid.code)
    after = Case.objects.get(pk=case.pk)
    assert (after.grid, after.state) == (grid.code, "assigned")


def test_without_a_place_nothing_at_all_is_written(sit: Sit, report: Make) -> None:
    case = report(lon=None, lat=None, words="说不清")
    before = facts(case)
    page = send(sit("0217"), case, kind="E0102", words="哪儿都不是")
    assert "没有找到这个位置" in page
    assert "哪儿都不是" in page
    assert facts(case) == before


def test_an_unknown_kind_or_unit_is_refused_whole(sit: Sit, report: Make) -> None:
    case, client = report(), sit("0217")
    before = facts(case)
    assert "没有类别" in send(client, case, kind="Z9999")
    assert "没有单位" in send(client, case, kind="E0102", unit="nobody")
    assert facts(case) == before


def test_trying_another_kind_shows_who_would_get_it(sit: Sit, report: Make) -> None:
    case, client = report(), sit("0217")
    page = client.get(f"/desk/cases/{case.number}/preview?kind=C0401").content.decode()
    found = routed("C0401", case.area, now())
    assert found is not None
    assert found[1].code in page
    assert Case.objects.get(pk=case.pk).kind is None


def test_what_was_just_dispatched_can_be_taken_back_from_the_toast(sit: Sit, report: Make) -> None:
    case, client = report(), sit("0217")
    page = send(client, case, kind="E0102")
    assert f"/desk/cases/{case.number}/moves/recall" in page
    client.post(f"/desk/cases/{case.number}/moves/recall", {"key": uuid.uuid4(), "reason": "派错了，撤回"})
    case.refresh_from_db()
    assert (case.state, case.unit) == ("triaged", None)


@pytest.mark.parametrize(
    ("number", "role"), [("1201", "handler"), ("1202", "verifier"), ("9601", "agent"), ("0001", "leader")]
)
def test_only_dispatchers_dispatch(sit: Sit, report: Make, number: str, role: str) -> None:
    case = report()
    send(sit(number, role), case, kind="E0102")
    assert Case.objects.get(pk=case.pk).state == "received"

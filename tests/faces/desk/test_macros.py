"""Macros: kept, shared, offered where they fit, used at a case and for many, refused where they do not belong."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.cases.models import Case
from liandong.desks.macro_actions import save_macro
from liandong.desks.models import Macro
from liandong.desks.rules import MOST_MACROS
from liandong.desks.states import Act
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from tests.faces.desk.conftest import actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def keep(client: Client, name: str, act: str, **given: str) -> None:
    answer = client.post("/desk/macros", {"name": name, "act": act, "key": str(uuid.uuid4()), **given})
    assert answer.status_code == 302, answer.content.decode()


def offered(client: Client, case: Case) -> list[str]:
    page = client.get(f"/desk/cases/{case.number}/macros", headers={"HX-Request": "true"}).content.decode()
    return re.findall(r'data-key="\d" data-key-name="([^"]+)"', page)


def test_a_macro_is_offered_where_it_fits_and_does_what_it_says(sit: Sit, report: Make) -> None:
    client, case = sit("0217"), report()
    keep(client, "重复咨询", "refuse", reason="与已受理的是同一件事", kind="E0102")
    keep(client, "急催", "urge", note="今天要有回音")
    assert Macro.objects.get(name="重复咨询").inputs == {"reason": "与已受理的是同一件事"}
    assert offered(client, case) == ["重复咨询"]
    assert "与已受理的是同一件事" in client.get(f"/desk/cases/{case.number}/macros").content.decode()
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(f"/desk/cases/{case.number}/macros/{Macro.objects.get(name='重复咨询').pk}", {"key": key})
    case.refresh_from_db()
    assert case.state == "refused"
    assert Entry.objects.get(kind="case.refused").data["reason"] == "与已受理的是同一件事"
    assert offered(client, case) == []


def test_a_macro_is_done_to_many(sit: Sit, report: Make) -> None:
    client, cases = sit("0217"), [report(), report()]
    keep(client, "重复咨询", "refuse", reason="同一件事")
    page = client.get(f"/desk/bulk/choose?case={cases[0].number}").content.decode()
    macro = Macro.objects.get()
    assert f'value="macro:{macro.pk}"' in page
    client.post(
        "/desk/bulk", {"key": uuid.uuid4(), "act": f"macro:{macro.pk}", "case": [case.number for case in cases]}
    )
    assert set(Case.objects.values_list("state", flat=True)) == {"refused"}


def test_a_shared_macro_is_the_units_but_only_for_posts_that_may(sit: Sit, report: Make) -> None:
    case = report()
    keep(sit("0217"), "我的", "note", note="看过")
    keep(sit("0217"), "大家的", "refuse", reason="重复", shared="on")
    assert offered(sit("0201"), case) == ["大家的"]
    assert offered(sit("9601", "agent"), case) == []
    assert offered(sit("9601", "dispatcher"), case) == ["大家的"]
    mine = Macro.objects.get(name="我的")
    assert sit("0201").post(f"/desk/cases/{case.number}/macros/{mine.pk}").status_code == 404
    assert sit("0201").post(f"/desk/macros/{mine.pk}/drop").status_code == 404
    assert sit("0201").post(f"/desk/macros/{Macro.objects.get(name='大家的').pk}/drop").status_code == 302
    assert offered(sit("9601", "dispatcher"), case) == []


@pytest.mark.parametrize(("given", "why"), [
    ({"name": "", "act": "note", "note": "x"}, "名字要有"), ({"name": "空", "act": "refuse"}, "还差理由"),
    ({"name": "没有", "act": "burn"}, "请选要办什么"), ({"name": "越权", "act": "accept"}, "不办这件事"),
    ({"name": "坏", "act": "classify", "kind": "X1"}, "没有类别"),
])  # fmt: skip
def test_a_macro_that_could_never_be_used_is_not_kept(sit: Sit, given: dict[str, str], why: str) -> None:
    answer = sit("0217").post("/desk/macros", given)
    assert answer.status_code in (403, 409)
    assert why in answer.content.decode()
    assert Macro.objects.count() == 0


def test_there_are_only_so_many_and_the_same_key_keeps_one(db: None) -> None:
    by, key = actor("0217"), str(uuid.uuid4())
    first = save_macro("一", Act.NOTE, {"note": "一"}, shared=False, actor=by, now=now(), key=key)
    assert save_macro("一", Act.NOTE, {"note": "一"}, shared=False, actor=by, now=now(), key=key).pk == first.pk
    for number in range(MOST_MACROS - 1):
        save_macro(f"第{number}条", Act.NOTE, {"note": "一"}, shared=False, actor=by, now=now())
    with pytest.raises(Refused, match="先去掉一条"):
        save_macro("再一条", Act.NOTE, {"note": "一"}, shared=False, actor=by, now=now())
    again = save_macro("一", Act.NOTE, {"note": "改过"}, shared=False, actor=by, now=now())
    assert (again.pk, again.inputs) == (first.pk, {"note": "改过"})


def test_a_macro_that_is_refused_says_why_and_leaves_the_case(sit: Sit, report: Make) -> None:
    client, case = sit("0217"), report(kind="E0102")
    keep(client, "重复咨询", "refuse", reason="重复")
    answer = client.post(f"/desk/cases/{case.number}/macros/{Macro.objects.get().pk}", {"key": uuid.uuid4()})
    assert answer.status_code == 409
    assert "现在不能不予立案" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "assigned"

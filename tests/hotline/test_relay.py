"""A unit rings a reporter through the call centre: nobody sees a number, and the reporter sees who rang."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from liandong_telephony_simulator import Simulator

from liandong.access.models import Footprint
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.tracking import token
from liandong.hotline import relay_actions
from liandong.hotline.relay_actions import ring_reporter
from liandong.journal.models import Entry
from liandong.kernel.clock import now as clock
from liandong.kernel.refusals import Refused
from tests.people import actor_at, signed_in, unit_actor

pytestmark = pytest.mark.django_db
NUMBER = "13977012233"


class Heard(Simulator):
    """The simulated call centre, which remembers whom it rang."""

    rung: list[tuple[str, str]]

    def dial(self, number: str, extension: str, within: float) -> str:
        self.rung.append((number, extension))
        return super().dial(number, extension, within)


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Heard:
    made = Heard(tmp_path / "calls.db")
    made.rung = []
    monkeypatch.setattr(relay_actions, "telephony", lambda: made)
    return made


def case_of(person: Person) -> Case:
    draft = Draft(
        str(uuid.uuid4()), "app", "院门口路灯不亮", clock(), lon=104.1142, lat=30.6935, kind="C0107", person=person
    )
    [made] = receive([draft], actor="reporter", now=clock())
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def ring(case: Case, by: Actor, now: datetime, own: str = "8801", key: str | None = None) -> None:
    ring_reporter(case.number, case.reports.get().pk, own, by=by, now=now, key=key)


def test_both_are_rung_the_number_stays_in_the_vault_and_a_footprint_says_who(centre: Heard, now: datetime) -> None:
    case = case_of(Person("", NUMBER))
    holder = unit_actor(case.unit or "")
    for _ in range(2):
        ring(case, holder, now, key="r")
    assert centre.rung == [(NUMBER, "8801")] * 2
    assert (Footprint.objects.get().field, Footprint.objects.get().post_id) == ("rung", holder.post)
    assert NUMBER not in str([entry.data for entry in Entry.objects.all()])
    looks = signed_in("0217").get(f"/track/{token(case.reports.get().pk)}/looks").content.decode()
    assert "没有看到您的号码" in looks


def test_the_desk_rings_and_shows_no_number(centre: Heard, settings: Any) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    case = case_of(Person("", NUMBER))
    holder = unit_actor(case.unit or "")
    client = signed_in(_number(holder))
    page = client.get(f"/desk/cases/{case.number}").content.decode()
    assert "打给上报人" in page
    given = {"own": "8801", "key": str(uuid.uuid4())}
    after = client.post(
        f"/desk/cases/{case.number}/reports/{case.reports.get().pk}/ring", given, follow=True
    ).content.decode()
    assert ("双方都看不到对方号码" in after, NUMBER in page + after, len(centre.rung)) == (True, False, 1)


def _number(by: Actor) -> str:
    from liandong.access.models import Account

    return str(Account.objects.get(pk=by.account).username)


@pytest.mark.parametrize(("person", "own", "code"), [
    (Person("", NUMBER, confidential=True), "8801", "identity-covered"), (Person("欧阳锋利", ""), "8801", "not-found"),
    (Person(), "8801", "not-found"), (Person("", NUMBER), "打我手机", "bad-format"),
])  # fmt: skip
def test_who_is_covered_or_left_no_number_is_not_rung(
    centre: Heard, now: datetime, person: Person, own: str, code: str
) -> None:
    case = case_of(person)
    with pytest.raises(Refused) as refused:
        ring(case, unit_actor(case.unit or ""), now, own)
    assert (refused.value.code, centre.rung, Footprint.objects.count()) == (code, [], 0)


def test_only_who_holds_the_case_or_may_look_rings(
    centre: Heard, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(Person("", NUMBER))
    for number, code in (("0001", "no-permission"), ("1201", "not-found")):
        with pytest.raises(Refused) as refused:
            ring(case, actor_at(number), now)
        assert refused.value.code == code
    ring(case, actor_at("0217"), now)
    monkeypatch.setattr(relay_actions, "telephony", lambda: None)
    with pytest.raises(Refused) as none:
        ring(case, actor_at("0217"), now)
    assert (none.value.code, len(centre.rung), Footprint.objects.count()) == ("no-telephony", 1, 1)

"""隐患一键通: two taps from the first page to an urgent case, the contacts of the courtyard shown and told."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from liandong.cases.models import Case
from liandong.community.models import CourtyardContact
from liandong.faces.resident.hazard import offered
from liandong.journal.models import Entry
from tests.faces.resident.conftest import INSIDE, picture, text, token_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
BLOCKED = "E0506"


@pytest.fixture(autouse=True)
def kept(db: None) -> None:
    CourtyardContact.objects.all().delete()


def contact(**given: str) -> Any:
    words = {"area": "510108012002", "role_name": "院落长", "role_name_en": "Courtyard head", "relay": "028-96966,2101", "phone": "19900000777",
             "key": str(uuid.uuid4()), **given}  # fmt: skip
    return signed_in("0201", "supervisor").post("/desk/contacts", words)


def pressed(phone: Client, **given: Any) -> Any:
    return phone.post("/hazard", {"key": str(uuid.uuid4()), "kind": BLOCKED, **INSIDE, **given})


def test_the_first_page_leads_there_and_every_kind_is_one_press(phone: Client) -> None:
    assert 'href="/hazard"' in text(phone.get("/"))
    page = text(phone.get("/hazard"))
    assert len(offered()) >= 4
    assert all(f'name="kind" value="{code}"' in page for code, _, _ in offered())


def test_a_press_makes_an_urgent_case_and_the_receipt_names_whom_to_call(phone: Client) -> None:
    contact()
    phone_token = token_of(pressed(phone, photo_file=[picture()]))
    case = Case.objects.get()
    area = CourtyardContact.objects.get().area
    CourtyardContact.objects.update(area=(case.grid or "")[:12])
    assert (case.kind, case.urgency, len(area)) == (BLOCKED, "urgent", 12)
    second = token_of(pressed(phone))
    receipt = text(phone.get(f"/track/{second}?new=1"))
    assert "院落长" in receipt
    assert 'href="tel:028-96966,2101"' in receipt
    assert "19900000777" not in receipt
    assert "院落联系人" not in text(phone.get(f"/track/{phone_token}"))
    assert Entry.objects.filter(kind="contacts.called").count() == 1


def test_a_hazard_of_an_everyday_kind_is_urgent_all_the_same_and_a_critical_one_stays_critical(phone: Client) -> None:
    pressed(phone, kind="C0107")
    assert Case.objects.latest("pk").urgency == "urgent"
    pressed(phone, kind="E0401")
    assert Case.objects.latest("pk").urgency == "critical"


def test_without_a_place_it_says_so_and_keeps_the_photo(phone: Client) -> None:
    answer = pressed(phone, lon="", lat="", photo_file=[picture()])
    assert (answer.status_code, "还不知道在哪里" in text(answer), 'name="photo"' in text(answer)) == (422, True, True)
    assert Case.objects.count() == 0


def test_one_that_was_kept_without_a_network_calls_the_contacts_when_it_comes(phone: Client) -> None:
    contact()
    case = Case.objects
    body = {"key": uuid.uuid4().hex, "kind": BLOCKED, **INSIDE, "hazard": True}
    phone.post("/app/reports", json.dumps(body), content_type="application/json")
    assert case.get().urgency == "urgent"


def test_who_keeps_contacts_sees_no_number_and_others_do_not_get_in() -> None:
    assert contact().status_code == 302
    page = text(signed_in("0201", "supervisor").get("/desk/contacts"))
    assert ("199****0777" in page, "19900000777" in page) == (True, False)
    bad = contact(relay="ask", role_name="消防志愿者")
    assert (bad.status_code, "公开电话写座机" in text(bad), "消防志愿者" in text(bad), "19900000777" in text(bad)) == (
        422,
        True,
        True,
        False,
    )
    assert signed_in("0217").get("/desk/contacts").status_code == 403
    pk = CourtyardContact.objects.get().pk
    signed_in("0201", "supervisor").post(f"/desk/contacts/{pk}/end", {"key": "e1"})
    assert CourtyardContact.objects.get().ended_at is not None

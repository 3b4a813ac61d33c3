"""Writes of contacts; a hazard is told to those of its courtyard."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from django.db import transaction

from liandong.access.actions import forget_person, keep_somebody, person_to_tell
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.community.models import CourtyardContact
from liandong.community.queries import contacts_at
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.masking import digits_of
from liandong.kernel.refusals import Refused
from liandong.notices.couriers import courier

RELAY: Final = re.compile(r"[0-9][0-9 ,-]{2,28}")
MOBILE: Final = re.compile(r"1[3-9]\d{9}")


@transaction.atomic
def add_contact(
    area: str,
    role_name: str,
    role_name_en: str,
    relay: str,
    phone: str,
    *,
    by: Actor,
    now: datetime,
    key: str | None = None,
) -> CourtyardContact:
    """Adds a contact of a community (12 digits) or a grid (15) inside the area of the post. `phone`: the contact's own
    mobile number, sealed at once; empty for one who is only shown.

    Raises:
        Refused: it is outside the post's area, or a name or number is missing or no number.
    """
    names = {"role_name": role_name.strip(), "role_name_en": role_name_en.strip()}
    asked = Fact("contact.added", {"area": area, "role_name": names["role_name"]})
    if written_before(key, None, asked):
        return CourtyardContact.objects.filter(area=area, role_name=names["role_name"]).latest("pk")
    if len(area) not in (12, 15) or not area.startswith(by.area):
        raise Refused("联系人要属于您岗位范围内的一个社区或院落。", code="not-yours", field="area")
    for name, most in (("role_name", 30), ("role_name_en", 40)):
        if not 0 < len(names[name]) <= most:
            raise Refused(
                "写上职务名称，中英文都要，比如 院落长、Courtyard head。不写人名。", code="input-missing", field=name
            )
    if not RELAY.fullmatch(relay.strip()):
        raise Refused("公开电话写座机或转接号，如 028-96966,2103。", code="bad-phone", field="relay")
    number = digits_of(phone)
    if number and not MOBILE.fullmatch(number):
        raise Refused("这不像手机号码。收短信要 11 位的手机号，不发短信就空着。", code="bad-phone", field="phone")
    identity = keep_somebody(Person(phone=number), now=now) if number else None
    row = CourtyardContact.objects.create(area=area, **names, relay=relay.strip(), identity=identity, added_at=now)
    record(f"contact:{row.pk}", asked, actor=by.label, now=now, key=key)
    return row


@transaction.atomic
def end_contact(pk: int, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Ends a contact: neither shown nor told from now on, and the sealed number goes.

    Raises:
        Refused: there is none in the area of the post.
    """
    subject, fact = f"contact:{pk}", Fact("contact.ended")
    if written_before(key, subject, fact):
        return
    row = CourtyardContact.objects.select_for_update().filter(pk=pk, ended_at=None, area__startswith=by.area).first()
    if row is None:
        raise Refused("没有这位联系人，或者已经撤下。", code="not-found")
    identity, row.identity, row.ended_at = row.identity, None, now
    row.save(update_fields=["identity", "ended_at"])
    if identity is not None:
        forget_person(identity)
    record(subject, fact, actor=by.label, now=now, key=key)


@transaction.atomic
def call_contacts(case_id: int, *, actor: str, now: datetime) -> list[CourtyardContact]:
    """Calls the contacts of the place of a case, once for each case; gives them. The messages go by a reaction."""
    case = Case.objects.get(pk=case_id)
    found = contacts_at(case.grid)
    fact = Fact("contacts.called", {"contacts": [each.pk for each in found]})
    key = f"contacts:{case_id}"
    if found and not written_before(key, subject_of(case), Fact("contacts.called")):
        record(subject_of(case), fact, actor=actor, now=now, key=key)
    return found


def tell_contacts(entry: Entry) -> None:
    """Tells the contacts that were called what and where it is; of who reported it says nothing."""
    case = Case.objects.get(pk=int(entry.subject.partition(":")[2]))
    text = f"您负责的地方有居民报隐患：{case.title}（{case.place}），编号 {case.number}。请先去看一眼、提醒邻居，不要冒险；有人受伤、着火、漏气先打 119、120。"
    for row in (
        CourtyardContact.objects.filter(pk__in=entry.data["contacts"], ended_at=None)
        .exclude(identity=None)
        .select_related("identity")
    ):
        if row.identity is not None:
            courier().carry(person_to_tell(row.identity).phone, text, f"{entry.pk}-c{row.pk}")

"""A rung reaches the telephone of whoever must act: once, by day, with proof, and with no word of who reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from liandong_letters_simulator import World, keys
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.access.actions import end_post, set_duty_phone
from liandong.access.models import DutyPhone, Post
from liandong.access.queries import duty_phones
from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.faces.desk.case.rungs import rungs
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.journal.queries import timeline
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet, Reply
from liandong.notices.actions import tell_seat
from liandong.notices.rung_texts import TASK, text_seat
from tests.letters.conftest import Clock, clock, inlet, served, work, world

pytestmark = pytest.mark.django_db
__all__ = ["clock", "inlet", "served", "world"]
Opens = Callable[..., Inlet]
PHONE = "13800002222"


@pytest.fixture
def post(now: datetime) -> Post:
    """The duty officer's, who can be reached."""
    found = Post.objects.get(account__username="0201", role="supervisor")
    set_duty_phone(found.pk, "138 0000-2222", actor="test", now=now)
    return found


def climbed(at: datetime, post: Post, key: str = "n:1") -> tuple[Case, Entry]:
    """A case of somebody's that has climbed to a post."""
    draft = Draft(key, "app", "垃圾没人清，王大爷说的", at, lon=104.1142, lat=30.6935, kind="E0102",
                  person=Person("张三丰", "13812342041"))  # fmt: skip
    [given] = receive([draft], actor="system", now=at)
    assert isinstance(given, Received)
    seat = {"acting_unit": post.unit, "acting_role": post.role}
    Case.objects.filter(pk=given.case).update(rung=2, rung_of="accept", **seat)
    due = (at - timedelta(hours=1)).isoformat()
    said = {"stage": "accept", "rung": 2, "due": due, "whom": "centre", **seat}
    [entry] = record(f"case:{given.case}", Fact("case.escalated", said), actor="system", now=at)
    ProcrastinateJob.objects.all()._raw_delete("default")
    return Case.objects.get(pk=given.case), entry


def texted(case: Case) -> list[Entry]:
    return list(timeline(f"case:{case.pk}").filter(kind="case.rung_texted"))


def test_by_day_one_text_goes_out_and_its_proof_stands_beside_the_rungs(
    inlet: Opens, world: World, clock: Clock, post: Post
) -> None:
    inlet("sms", **keys.SMS)
    case, entry = climbed(clock.at, post)
    for _ in range(2):
        tell_seat(entry)
        work(clock.on(minutes=1))
    [sent] = [letter.text for letter in world.inbox("sms", PHONE)]
    assert case.number in sent
    assert "第 2 级" in sent
    for word in ("垃圾没人清", "王大爷", "张三丰", "13812342041", case.title):
        assert word not in sent
    [proof] = texted(case)
    assert (proof.data["entry"], proof.data["acting_role"]) == (entry.pk, "supervisor")
    assert PHONE not in str(list(Entry.objects.values_list("data", flat=True)))
    [shown] = rungs(list(timeline(f"case:{case.pk}")))
    assert shown.texted_at == proof.at


def test_by_night_it_waits_for_the_morning_and_is_not_sent_where_somebody_has_acted_by_then(
    inlet: Opens, world: World, clock: Clock, post: Post
) -> None:
    inlet("sms", **keys.SMS)
    clock.at = datetime.fromisoformat("2026-06-12T23:30:00+08:00")
    case, entry = climbed(clock.at, post)
    tell_seat(entry)
    at = ProcrastinateJob.objects.get(task_name=TASK).scheduled_at
    assert at == datetime.fromisoformat("2026-06-13T07:00:00+08:00")
    work(clock.on(hours=5))
    assert world.inbox("sms", PHONE) == []
    Case.objects.filter(pk=case.pk).update(rung=0, rung_of=None, acting_unit=None, acting_role=None)
    clock.at = at
    work(clock.at)
    assert (world.inbox("sms", PHONE), Reply.objects.count()) == ([], 0)


def test_a_gateway_that_is_away_is_tried_again_and_nothing_is_proved_before_it_took_it(
    inlet: Opens, world: World, clock: Clock, post: Post
) -> None:
    inlet("sms", **keys.SMS)
    case, entry = climbed(clock.at, post)
    world.fails("sms", 503)
    tell_seat(entry)
    work(clock.at)
    assert texted(case) == []
    for _ in range(3):
        work(clock.on(minutes=2))
    assert len(world.inbox("sms", PHONE)) == len(texted(case)) == 1


def test_a_burst_goes_out_in_order_without_waiting_and_ends_with_a_word_that_there_is_more(
    inlet: Opens, world: World, clock: Clock, post: Post
) -> None:
    inlet("sms", **keys.SMS)
    for number in range(7):
        _, entry = climbed(clock.at, post, f"n:{number}")
        tell_seat(entry)
        clock.on(seconds=1)
    for entry in Entry.objects.filter(kind="case.escalated").order_by("id"):
        text_seat(entry.pk, clock.at)
    work(clock.at)
    sent = [letter.text for letter in world.inbox("sms", PHONE)]
    assert [text.endswith("请在工作台看。") for text in sent] == [False] * 4 + [True]
    assert Entry.objects.filter(kind="case.rung_texted").count() == 5
    clock.on(minutes=61)
    _, entry = climbed(clock.at, post, "n:8")
    tell_seat(entry)
    work(clock.at)
    assert len(world.inbox("sms", PHONE)) == 6


def test_without_a_number_or_without_text_messages_nothing_goes_out(
    inlet: Opens, world: World, clock: Clock, post: Post
) -> None:
    case, entry = climbed(clock.at, post)
    tell_seat(entry)
    work(clock.at)
    inlet("sms", **keys.SMS)
    set_duty_phone(post.pk, " ", actor="test", now=clock.at)
    work(clock.at)
    assert (world.inbox("sms", PHONE), texted(case), DutyPhone.objects.count()) == ([], [], 0)


def test_a_number_lies_sealed_goes_with_its_post_and_must_be_one(now: datetime, post: Post) -> None:
    assert duty_phones(post.unit, post.role, now) == [(post.pk, PHONE)]
    assert duty_phones(post.unit, "", now) == [(post.pk, PHONE)]
    row = DutyPhone.objects.get()
    assert (PHONE.encode() in bytes(row.sealed), row.masked) == (False, "138****2222")
    for wrong, code in (("打我手机", "bad-format"), ("1" * 20, "bad-format")):
        with pytest.raises(Refused) as refused:
            set_duty_phone(post.pk, wrong, actor="test", now=now)
        assert refused.value.code == code
    end_post(post.pk, actor="test", now=now)
    assert not DutyPhone.objects.exists()
    with pytest.raises(Refused, match="没有这个岗位"):
        set_duty_phone(post.pk, PHONE, actor="test", now=now)

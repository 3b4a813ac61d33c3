"""Webhooks from end to end: a client, its cases, a receiver on this machine."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from liandong.access.client_actions import open_client
from liandong.access.models import Client, Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.faces.api import clients
from liandong.journal.models import Entry
from liandong.kernel.clock import now as clock
from liandong.kernel.refusals import Refused
from liandong.webhooks import actions, sending
from liandong.webhooks.jobs import send_due
from liandong.webhooks.models import Push, Webhook
from liandong.webhooks.rules import told
from liandong.webhooks.states import FACTS, Pushing
from tests.people import signed_in
from tests.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
SCOPES = ["reports.write", "cases.read", "webhooks.write"]
MIDDLE = (104.1093, 30.6731)


@pytest.fixture(autouse=True)
def private(settings: Any) -> None:
    settings.LIANDONG_WEBHOOK_PRIVATE = True
    settings.LIANDONG_SECOND_FACTOR = "optional"
    clients.forget()


@pytest.fixture
def at() -> datetime:
    return clock().replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def program(name: str, now: datetime, area: str = "") -> Client:
    open_client(name, ["web"], actor="system", now=now, scopes=SCOPES, area=area)
    return Client.objects.get(name=name)


def listening(client: Client, receiver: Receiver, now: datetime, facts: tuple[str, ...] = FACTS) -> Webhook:
    row, receiver.secret = actions.open_webhook(client.pk, receiver.url, facts, now=now, key=str(uuid.uuid4()))
    return row


def reported(by: str, now: datetime, kind: str | None = "C0401") -> Case:
    draft = Draft(str(uuid.uuid4()), "web", "路灯不亮，问张三丰", now, lon=MIDDLE[0], lat=MIDDLE[1], kind=kind,
                  person=Person("张三丰", "13800000000"))  # fmt: skip
    [made] = receive([draft], actor=by, now=now)
    assert not isinstance(made, Refused)
    return Case.objects.get(number=made.number)


def answered(case: Case) -> None:
    """The reactions of a case's entries, the last one first, as two workers might."""
    for entry in Entry.objects.filter(subject=f"case:{case.pk}", kind__in=FACTS).order_by("-seq"):
        actions.tell_webhooks(entry)


def test_a_client_is_told_of_its_own_case_in_order_signed_and_once(receiver: Receiver, at: datetime) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at)
    case = reported(f"client:{mine.pk}", at)
    answered(case)
    answered(case)
    assert send_due(at) == 3
    assert receiver.kinds == ["case.received", "case.filed", "case.assigned"]
    assert [body["data"]["state"] for _, body, _ in receiver.got] == ["received", "triaged", "assigned"]
    assert (send_due(at), len(receiver.got)) == (0, 3)


def test_a_signature_is_right_for_the_stranger_who_checks_it(receiver: Receiver) -> None:
    now = clock()
    mine = program("路灯平台", now)
    row = listening(mine, receiver, now)
    before = receiver.secret
    receiver.secret = actions.rotate_secret(mine.pk, row.pk, now=now, key="rotation")
    answered(reported(f"client:{mine.pk}", now))
    send_due(clock())
    assert {signed for _, _, signed in receiver.got} == {True}
    receiver.secret = before
    answered(reported(f"client:{mine.pk}", clock()))
    send_due(clock())
    assert {signed for _, _, signed in receiver.got} == {True}


def test_nothing_that_somebody_wrote_or_who_is_in_a_push(receiver: Receiver, at: datetime) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at)
    case = reported(f"client:{mine.pk}", at)
    move(case.number, Move.ACCEPT, {}, by=handler(case), now=at, key="a")
    move(case.number, Move.HANDLE, {"note": "张三丰家门口的灯修好了"}, by=handler(case), now=at, key="h")
    answered(case)
    send_due(at)
    said = json.dumps([body for _, body, _ in receiver.got], ensure_ascii=False)
    assert "case.handled" in said
    assert not [word for word in ("张三丰", "1380000", "路灯", "门口") if word in said]


def handler(case: Case) -> Actor:
    return actor_of(Post.objects.filter(unit=case.unit, role="handler").earliest("id"))


def test_another_client_hears_of_a_case_only_in_its_area_and_of_a_public_kind(receiver: Receiver, at: datetime) -> None:
    case = reported("system", at)
    for name, area in (("邻区", "510107"), ("没有范围", ""), ("本片", case.area[:9])):
        listening(program(name, at), receiver, at) if not area else listening(program(name, at, area), receiver, at)
    answered(case)
    assert {push.webhook.client.name for push in Push.objects.all()} == {"本片"}
    waiting = reported("system", at, kind=None)
    Case.objects.filter(pk=waiting.pk).update(kind=None)
    answered(waiting)
    assert not Push.objects.filter(case=waiting.pk).exists()


def test_what_fails_is_tried_later_and_what_comes_behind_waits(receiver: Receiver, at: datetime) -> None:
    mine = program("路灯平台", at)
    row = listening(mine, receiver, at)
    answered(reported(f"client:{mine.pk}", at))
    receiver.status = 500
    send_due(at)
    assert (receiver.kinds, Push.objects.filter(tries=1).get().error) == (["case.received"], "HTTP 500")
    assert (send_due(at + timedelta(seconds=3)), len(receiver.got)) == (0, 1)
    receiver.status = 204
    assert send_due(at + timedelta(seconds=7)) == 3
    assert receiver.kinds == ["case.received", "case.received", "case.filed", "case.assigned"]
    assert receiver.got[0][0] == receiver.got[1][0]
    row.refresh_from_db()
    assert row.failures == 0


def test_a_receiver_that_is_away_costs_one_try_for_all_its_cases(receiver: Receiver, at: datetime) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at)
    for _ in range(3):
        answered(reported(f"client:{mine.pk}", at))
    receiver.status = 503
    send_due(at)
    assert len(receiver.got) == 1


def test_after_some_days_a_push_is_given_up_and_a_person_tries_again_or_lets_it_be(
    receiver: Receiver, at: datetime
) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at, ("case.received", "case.filed"))
    case = reported(f"client:{mine.pk}", at)
    answered(case)
    receiver.status = 410
    later = at + timedelta(days=3)
    send_due(later)
    [dead] = Push.objects.filter(state=Pushing.DEAD)
    page = signed_in("0301").get("/desk/pushes").content.decode()
    assert case.number in page
    assert "张三丰" not in page
    receiver.status = 200
    steward = actor_of(Post.objects.get(account__username="0301", role="steward"))
    actions.retry_push(dead.pk, by=steward, now=later, key="r")
    assert send_due(later + timedelta(minutes=10)) == 2
    assert receiver.kinds == ["case.received", "case.received", "case.filed"]
    assert Entry.objects.filter(kind__in=("webhook.push_died", "webhook.push_retried")).count() == 2


def test_only_whoever_works_the_exchange_clears_pushes_and_says_why(receiver: Receiver, at: datetime) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at)
    answered(reported(f"client:{mine.pk}", at))
    first = Push.objects.earliest("entry")
    handler = actor_of(Post.objects.filter(role="handler").earliest("id"))
    steward = actor_of(Post.objects.get(account__username="0301", role="steward"))
    for by, reason, code in ((handler, "x", "no-permission"), (steward, " ", "input-missing")):
        with pytest.raises(Refused) as refused:
            actions.drop_push(first.pk, reason, by=by, now=at)
        assert refused.value.code == code
    actions.drop_push(first.pk, "对方不要了", by=steward, now=at)
    assert send_due(at) == 2
    assert receiver.kinds == ["case.filed", "case.assigned"]


def test_a_worker_killed_in_the_middle_sends_again_under_the_same_id(
    receiver: Receiver, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = program("路灯平台", at)
    listening(mine, receiver, at)
    answered(reported(f"client:{mine.pk}", at))
    first, real = Push.objects.earliest("entry"), sending.post

    def killed(*words: Any) -> int:
        real(*words)
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "post", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.deliver(first.pk, now=at)
    monkeypatch.setattr(sending, "post", real)
    send_due(at)
    ids = [each for each, body, _ in receiver.got if body["type"] == "case.received"]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_a_redirect_is_not_followed_and_a_private_address_not_called(
    receiver: Receiver, at: datetime, settings: Any
) -> None:
    receiver.status, receiver.location, receiver.secret = 302, receiver.url, told(bytes(32))
    with pytest.raises(sending.NotTaken, match="HTTP 302"):
        sending.post(receiver.url, {"webhook-id": "x"}, b"{}")
    assert len(receiver.got) == 1
    settings.LIANDONG_WEBHOOK_PRIVATE = False
    for url in ("https://localhost/x", "https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x"):
        with pytest.raises(sending.NotTaken, match="private-address"):
            sending.post(url, {}, b"{}")
    assert len(receiver.got) == 1


def asked(method: str, path: str, key: str, body: object = None) -> Any:
    raw = b"" if body is None else json.dumps(body).encode()
    return Browser().generic(
        method, f"/api/v1{path}", raw, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_a_client_makes_reads_rotates_and_closes_its_webhooks_by_the_api(at: datetime) -> None:
    key = open_client("路灯平台", ["web"], actor="system", now=at, scopes=SCOPES)
    other = open_client("别家", ["web"], actor="system", now=at, scopes=SCOPES)
    given = {"url": "https://lights.example.org/in", "facts": ["case.closed"], "key": "w-1"}
    made = asked("POST", "/webhooks", key, given)
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    assert asked("POST", "/webhooks", key, given).json()["code"] == "shown-once"
    pk = made.json()["id"]
    assert "secret" not in asked("GET", f"/webhooks/{pk}", key).json()
    assert [each["id"] for each in asked("GET", "/webhooks", key).json()] == [pk]
    assert [
        asked(*words, other).status_code for words in (("GET", f"/webhooks/{pk}"), ("DELETE", f"/webhooks/{pk}"))
    ] == [404, 404]
    assert asked("POST", f"/webhooks/{pk}/secret", key, {"key": "r"}).json()["secret"] != made.json()["secret"]
    assert [asked("DELETE", f"/webhooks/{pk}", key).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize(("fields", "code"), [
    ({"url": "http:/x"}, "bad-url"), ({"facts": ["case.dreamt"]}, "bad-choice"), ({"facts": []}, "empty"), ({"colour": 1}, "unknown-field"),
])  # fmt: skip
def test_a_webhook_that_makes_no_sense_is_refused(fields: dict[str, Any], code: str, at: datetime) -> None:
    key = open_client("路灯平台", ["web"], actor="system", now=at, scopes=SCOPES)
    answer = asked(
        "POST", "/webhooks", key, {"url": "https://a.example/", "facts": ["case.closed"], "key": "k", **fields}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Webhook.objects.exists()


def test_a_client_follows_its_own_case_and_no_other(at: datetime) -> None:
    key = open_client("路灯平台", ["web"], actor="system", now=at, scopes=SCOPES)
    own, other = reported(f"client:{Client.objects.get().pk}", at), reported("system", at)
    said = asked("GET", f"/client/cases/{own.number}", key).json()
    assert (said["state"], [each["type"] for each in said["facts"]]) == (
        "assigned",
        ["case.received", "case.filed", "case.assigned"],
    )
    assert [asked("GET", f"/client/cases/{number}", key).status_code for number in (other.number, "none")] == [404, 404]

"""Text messages, Weibo and e-mail: each heard in its own words, and answered through its own door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from liandong_letters_simulator import MailServer, Server, World, keys, mail, sms, weibo_private
from liandong_letters_simulator.weibo import OURS

from liandong.access.actions import person_to_tell
from liandong.cases.models import Report
from liandong.cases.told import entries_for, own_files
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from liandong.letters import actions
from liandong.letters.models import Inlet, Letter, Reply
from liandong.letters.queries import secrets_of
from liandong.letters.reply_actions import deliver, queue_reply
from liandong.letters.rules import ASKED, SAID
from liandong.letters.sms import SIGNATURE, TIMESTAMP, signature
from liandong.letters.states import Sending
from tests.letters.conftest import Clock, work
from tests.letters.test_wechat import picture

pytestmark = pytest.mark.django_db
Opens = Callable[..., Inlet]


def texted(world: World, client: Client, clock: Clock, who: str, text: str) -> list[str]:
    world.write("sms", who, {"text": text}, clock.on(seconds=30))
    for number, body, headers in sms.posts(world, keys.SMS["key"], clock.at):
        answer = client.post("/letters/v1/sms", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        world.tell(number)
    work(clock.at)
    return [letter.text for letter in world.inbox("sms", who)]


def test_a_text_message_becomes_a_report_of_that_number(
    inlet: Opens, world: World, client: Client, clock: Clock
) -> None:
    inlet("sms", **keys.SMS)
    assert texted(world, client, clock, "13812342041", "路灯不亮") == [ASKED["place"]]
    assert "已收到" in texted(world, client, clock, "13812342041", "建设巷 3 号门口")[-1]
    report = Report.objects.select_related("identity").get()
    assert report.identity
    assert report.channel == "sms"
    assert report.identity.masked_phone == "138****2041"
    assert person_to_tell(report.identity).phone == "13812342041"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id":"1"}', b'{"id":"1","from":"abc","text":"x","at":"2026-06-12T06:30:00Z"}',
                                  b'{"id":"1","from":"13812342041","text":"x","at":"now"}'])  # fmt: skip
def test_a_signed_text_message_that_makes_no_sense_is_refused(
    inlet: Opens, client: Client, clock: Clock, body: bytes
) -> None:
    inlet("sms", **keys.SMS)
    stamp = str(int(clock.at.timestamp()))
    headers = {TIMESTAMP: stamp, SIGNATURE: signature(keys.SMS["key"], stamp, body)}
    answer = client.post("/letters/v1/sms", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-message")
    answer = client.post("/letters/v1/sms", body + b" ", content_type="application/json", headers=headers)
    assert answer.json()["code"] == "bad-signature"


def test_while_a_gateway_changes_its_key_both_are_heard_and_answers_go_out_under_the_one_it_takes(
    inlet: Opens, world: World, client: Client, clock: Clock
) -> None:
    inlet("sms", **keys.SMS)
    row = inlet("sms", key="agreed-for-tomorrow")
    assert [each["key"] for each in secrets_of("sms", clock.at)] == ["agreed-for-tomorrow", keys.SMS["key"]]
    assert texted(world, client, clock, "13812342041", "路灯不亮") == [ASKED["place"]]
    body = json.dumps({"id": "n1", "from": "13812342042", "text": "路灯不亮", "at": clock.at.isoformat()}).encode()

    def posted(key: str) -> int:
        stamp = str(int(clock.at.timestamp()))
        headers = {TIMESTAMP: stamp, SIGNATURE: signature(key, stamp, body)}
        return client.post("/letters/v1/sms", body, content_type="application/json", headers=headers).status_code

    assert [posted(key) for key in ("agreed-for-tomorrow", keys.SMS["key"], "neither")] == [200, 200, 401]
    clock.on(days=8)
    assert [posted(key) for key in ("agreed-for-tomorrow", keys.SMS["key"])] == [200, 401]
    assert keys.SMS["key"] not in str(
        Entry.objects.filter(subject__in=["inlet:sms", "key:inlet:sms"]).values_list("data", flat=True)
    )
    assert row.active


def test_an_answer_that_waited_for_its_turn_goes_as_soon_as_the_one_before_it_has_gone(
    inlet: Opens, world: World, clock: Clock
) -> None:
    at = clock.at
    row = actions.conversation_with(inlet("sms", **keys.SMS), "13812342041", at)
    one, two = (queue_reply(row, f"答复{n}", key=f"k{n}", now=at - timedelta(seconds=2 - n)) for n in range(2))
    assert deliver(two.pk, now=at) is None
    two.refresh_from_db()
    assert two.next_try_at > at
    assert deliver(one.pk, now=at) is not None
    work(at)
    assert [letter.text for letter in world.inbox("sms")] == ["答复0", "答复1"]


def test_a_gateway_that_is_away_is_tried_again_and_carries_once(
    inlet: Opens, world: World, client: Client, clock: Clock
) -> None:
    inlet("sms", **keys.SMS)
    world.fails("sms", 504)
    assert texted(world, client, clock, "13812342041", "路灯不亮") == []
    assert Reply.objects.get().state == Sending.WAITING
    work(clock.on(minutes=1))
    work(clock.on(minutes=1))
    assert [letter.text for letter in world.inbox("sms")] == [ASKED["place"]]


def weibo_of(inlet: Opens, clock: Clock) -> Inlet:
    row = inlet("weibo", **keys.WEIBO, uid=OURS)
    actions.pull(row, now=clock.at)
    return Inlet.objects.get(pk="weibo")


def test_a_post_that_names_us_becomes_a_report_and_the_answer_tells_everybody_nothing_private(
    inlet: Opens, world: World, served: Server, clock: Clock
) -> None:
    world.write("weibo", "1001", {"text": "@96966 早先的一条", "base": served.url}, clock.at)
    row = weibo_of(inlet, clock)
    world.keep_photo("p1.jpg", picture())
    world.write("weibo", "1002", {"text": "@成华96966 建设巷口路灯不亮&amp;没人修", "pictures": ["p1.jpg"],
                                  "base": f"{served.url}/weibo", "geo": {"type": "Point", "coordinates": [30.6911, 104.1167]}},
                clock.at)  # fmt: skip
    world.write("weibo", OURS, {"text": "@96966 我们自己说的", "base": served.url}, clock.at)
    assert actions.pull(row, now=clock.on(minutes=1)) == 1
    work(clock.at)
    report = Report.objects.get()
    assert (report.channel, report.text) == ("weibo", "建设巷口路灯不亮&没人修")
    [told] = [letter.text for letter in world.inbox("weibo", "1002")]
    assert report.case.number in told
    assert "/track/" not in told
    row.refresh_from_db()
    assert actions.pull(row, now=clock.on(minutes=1)) == 0


def test_a_place_is_asked_for_under_the_post_and_answered_in_a_comment(
    inlet: Opens, world: World, clock: Clock
) -> None:
    row = weibo_of(inlet, clock)
    status = world.write("weibo", "1002", {"text": "@96966 路灯不亮", "base": ""}, clock.at)
    actions.pull(row, now=clock.on(minutes=1))
    work(clock.at)
    assert [letter.way for letter in world.inbox("weibo", "1002")] == [f"comment:{status}"]
    world.write("weibo", "1002", {"text": "回复@96966:建设巷口", "status": str(status)}, clock.on(minutes=1))
    row.refresh_from_db()
    actions.pull(row, now=clock.on(minutes=1))
    work(clock.at)
    assert Report.objects.get().place_words == "建设巷口"
    assert "已收到" in world.inbox("weibo", "1002")[-1].text


def test_a_token_that_ended_stands_at_the_inlet_and_nothing_is_lost(inlet: Opens, world: World, clock: Clock) -> None:
    row = weibo_of(inlet, clock)
    world.write("weibo", "1002", {"text": "@96966 路灯不亮", "base": ""}, clock.at)
    world.fails("weibo", 21327)
    assert actions.pull(row, now=clock.at) == 0
    row.refresh_from_db()
    assert row.error == "credentials: error_code 21327"
    assert actions.pull(row, now=clock.at) == 1
    row.refresh_from_db()
    assert row.error == ""


@pytest.fixture
def box(world: World, inlet: Opens, clock: Clock) -> Iterator[Inlet]:
    with MailServer(world) as server:
        row = inlet("mail", address=server.imap, smtp=server.smtp, **keys.MAIL)
        actions.pull(row, now=clock.at)
        yield Inlet.objects.get(pk="mail")


def mailed(
    world: World, box: Inlet, clock: Clock, who: str, subject: str, text: str, *more: bytes, **headers: str
) -> list[str]:
    mail.drop(world, who, mail.letter(who, subject, text, clock.on(seconds=30), more, **headers), clock.at)
    box.refresh_from_db()
    actions.pull(box, now=clock.at)
    work(clock.at)
    return [letter.text for letter in world.inbox("mail")]


def test_a_mail_with_a_photo_becomes_a_report_and_is_answered(box: Inlet, world: World, clock: Clock) -> None:
    asked = mailed(
        world,
        box,
        clock,
        "Li Si <LiSi@example.net>",
        "路灯不亮",
        "晚上看不见路。",
        picture(),
        Message_ID="<m1@example.net>",
    )
    assert asked == [ASKED["place"]]
    assert world.inbox("mail")[0].way == "<m1@example.net>"
    told = mailed(world, box, clock, "lisi@example.net", "Re: 关于您反映的事", "建设巷口\n\n> 在哪里？")
    report = Report.objects.select_related("identity").get()
    assert report.identity
    assert (report.channel, report.text, report.place_words) == ("mail", "路灯不亮\n晚上看不见路。", "建设巷口")
    assert person_to_tell(report.identity).name == "Li Si"
    assert "/track/" in told[-1]


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<news.example.net>"}]
)
def test_no_machine_is_answered(box: Inlet, world: World, clock: Clock, headers: dict[str, str]) -> None:
    assert mailed(world, box, clock, "robot@example.net", "我不在", "下周回来", **headers) == []
    assert mailed(world, box, clock, keys.MAIL["user"], "自己", "自己") == []
    assert not Letter.objects.exists()


def test_a_page_as_mail_is_read_as_its_words(box: Inlet, world: World, clock: Clock) -> None:
    raw = ("From: a@example.net\r\nSubject: =?utf-8?b?6Lev54Gv?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
           "<html><style>p{}</style><script>alert(1)</script><p>不亮</p><br>三天了</html>").encode()  # fmt: skip
    mail.drop(world, "a@example.net", raw, clock.at)
    actions.pull(box, now=clock.at)
    work(clock.at)
    actions.file_unanswered(Letter.objects.get().conversation_id, now=clock.on(hours=1))
    assert Report.objects.get().text == "路灯\n不亮\n三天了"


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"From: a@b\r\nContent-Type: multipart/mixed\r\n\r\nx",
                                 b"From: a@example.net\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff"])  # fmt: skip
def test_a_broken_mail_holds_up_nobody(box: Inlet, world: World, clock: Clock, raw: bytes) -> None:
    mail.drop(world, "a@example.net", raw, clock.at)
    mailed(world, box, clock, "b@example.net", "路灯不亮", "晚上看不见路")
    assert ASKED["place"] in [letter.text for letter in world.inbox("mail", "b@example.net")]


def test_an_address_that_is_refused_for_good_is_dead_and_a_full_box_waits(
    box: Inlet, world: World, clock: Clock
) -> None:
    world.fails("smtp", 452)
    mailed(world, box, clock, "a@example.net", "路灯不亮", "晚上看不见路")
    assert Reply.objects.get().state == Sending.WAITING
    world.fails("smtp", 550)
    work(clock.on(minutes=1))
    reply = Reply.objects.get()
    assert (reply.state, reply.error) == (Sending.DEAD, "refused: SMTP 550")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"address": "ftp://x"}, "bad-url"), ({"smtp": "http://x"}, "bad-url"), ({"address": "imap://mail.example.org"}, "bad-url"),
     ({"password": ""}, "input-missing"), ({"name": "x" * 41}, "too-long")],
)  # fmt: skip
def test_an_inlet_that_cannot_work_is_refused(inlet: Opens, change: dict[str, str], code: str) -> None:
    good: dict[str, Any] = {"address": "imaps://mail.example.org", "smtp": "smtps://mail.example.org", **keys.MAIL}
    with pytest.raises(Refused) as refused:
        inlet("mail", **{**good, **change})
    assert refused.value.code == code


class Fan:
    """Somebody who writes private messages in Weibo."""

    def __init__(self, world: World, client: Client, clock: Clock, who: str = "2001") -> None:
        self.world, self.client, self.clock, self.who = world, client, clock, who

    def says(self, text: str = "", **fields: Any) -> list[str]:
        self.world.write("weibo-private", self.who, {"text": text, **fields}, self.clock.on(seconds=30))
        for number, query, body in weibo_private.posts(self.world, keys.WEIBO_PRIVATE["app_secret"], self.clock.at):
            answer = self.client.post(f"/letters/v1/weibo-private?{query}", body, content_type="application/json")
            assert (answer.status_code, answer.content) == (200, b""), answer.content
            self.world.tell(number)
        work(self.clock.at)
        return [letter.text for letter in self.world.inbox("weibo-private", self.who)]


@pytest.fixture
def fan(inlet: Opens, world: World, served: Server, client: Client, clock: Clock) -> Fan:
    inlet("weibo-private", media=f"{served.url}/weibo-private", **keys.WEIBO_PRIVATE)
    return Fan(world, client, clock)


def test_a_private_message_is_asked_answered_privately_and_may_hold_a_link(fan: Fan, world: World) -> None:
    assert fan.says("路灯不亮") == [ASKED["place"]]
    point = {"latitude": "30.6911", "longitude": "104.1167"}
    assert fan.says("建设巷口", type="position", data=point)[-1] == ASKED["photo"]
    world.keep_photo("821804469", picture())
    fan.says(type="image", data={"vfid": 821804459, "tovfid": 821804469})
    told = fan.says("好了")[-1]
    report = Report.objects.get()
    assert (report.channel, report.text, report.place_words) == ("weibo", "路灯不亮", "建设巷口")
    assert report.lon
    assert report.case.number in told
    assert "/track/" in told
    assert len(own_files(entries_for(report))) == 1


def test_a_private_message_told_twice_is_one_and_one_with_a_wrong_signature_none(
    fan: Fan, world: World, client: Client, clock: Clock
) -> None:
    fan.says("路灯不亮")
    world.write("weibo-private", "2001", {"text": "建设巷口"}, clock.at)
    [(_, query, body)] = weibo_private.posts(world, keys.WEIBO_PRIVATE["app_secret"], clock.at)
    for _ in range(2):
        assert (
            client.post(f"/letters/v1/weibo-private?{query}", body, content_type="application/json").status_code == 200
        )
    assert Letter.objects.filter(inlet="weibo-private").count() == 2
    [(_, forged, body)] = weibo_private.posts(world, "another-secret", clock.at)
    answer = client.post(f"/letters/v1/weibo-private?{forged}", body, content_type="application/json")
    assert answer.json()["code"] == "bad-signature"
    assert client.get(f"/letters/v1/weibo-private?{query}&echostr=4711").content == b"4711"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"sender_id": 1}', b'{"sender_id": "x", "created_at": "Mon Jul 16 18:09:20 +0800 2012"}',
                                  b'{"sender_id": 2001, "type": "text", "created_at": "now", "text": "x"}'])  # fmt: skip
def test_a_private_message_that_makes_no_sense_is_refused(
    fan: Fan, world: World, client: Client, clock: Clock, body: bytes
) -> None:
    world.write("weibo-private", "2001", {"text": "x"}, clock.at)
    [(_, query, _)] = weibo_private.posts(world, keys.WEIBO_PRIVATE["app_secret"], clock.at)
    answer = client.post(f"/letters/v1/weibo-private?{query}", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-message")


@pytest.mark.parametrize(("fields", "answer"), [
    ({"type": "event", "data": {"subtype": "follow"}}, [SAID["welcome"]]), ({"type": "event", "data": {"subtype": "unfollow"}}, []),
    ({"type": "mention", "text": "@96966"}, []), ({"type": "voice", "data": {"vfid": 1}}, [SAID["unread"]]),
    ({"type": "position", "data": {"latitude": "x", "longitude": None}}, [SAID["unread"]]),
])  # fmt: skip
def test_what_is_no_words_is_welcomed_passed_over_or_not_understood(
    fan: Fan, fields: dict[str, Any], answer: list[str]
) -> None:
    assert fan.says(**fields) == answer


def test_a_private_answer_to_nobody_is_dead_and_a_busy_service_is_asked_again(fan: Fan, world: World) -> None:
    world.fails("weibo-private", 20003)
    assert fan.says("路灯不亮") == []
    assert (Reply.objects.get().state, Reply.objects.get().error) == (Sending.DEAD, "refused: error_code 20003")
    world.fails("weibo-private", 10023)
    assert fan.says("建设巷口") == []
    work(fan.clock.on(minutes=1))
    assert [letter.text for letter in world.inbox("weibo-private")] == [ASKED["photo"]]

"""A conversation in WeChat, from the signed callback to the answer on the telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from liandong_letters_simulator import World, keys, wechat
from PIL import Image

from liandong.access.actions import person_to_tell
from liandong.access.models import Identity
from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.states import Move
from liandong.files.queries import files_of
from liandong.journal.models import Entry
from liandong.kernel.coordinates import System, converted
from liandong.letters import actions, reply_actions
from liandong.letters.models import Conversation, Inlet, Letter, Reply
from liandong.letters.reply_actions import queue_reply
from liandong.letters.rules import ASKED, PATIENCE, SAID
from liandong.letters.states import Sending
from tests.letters.conftest import Clock, Phone, work
from tests.people import unit_actor

pytestmark = pytest.mark.django_db
HERE = (104.1142, 30.6935)
Phones = Callable[[str], Phone]


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def test_a_person_is_asked_for_the_place_and_a_photo_and_gets_the_number(phone: Phones, clock: Clock) -> None:
    li = phone("o-li")
    assert li.says("垃圾没人清") == [ASKED["place"]]
    assert li.sends_place(*converted(*HERE, System.CGCS2000, System.GCJ02)) == [ASKED["photo"]]
    assert li.sends_photo(picture()) == []
    [told] = li.says("好了")[:1]
    report = Report.objects.get()
    assert report.case.number in told
    assert "/track/" in told
    assert (report.channel, report.text) == ("wechat", "垃圾没人清")
    assert report.lon == pytest.approx(HERE[0], abs=1e-6)
    assert report.lat == pytest.approx(HERE[1], abs=1e-6)
    assert files_of(f"report:{report.pk}").count() + files_of(f"case:{report.case_id}").count() == 1


def test_somebody_without_a_photo_says_so_and_words_are_a_place_too(phone: Phones) -> None:
    li = phone("o-li")
    li.says("垃圾没人清")
    assert li.says("建设巷口") == [ASKED["photo"]]
    assert "已收到" in li.says("没有")[0]
    assert Report.objects.get().place_words == "建设巷口"


def test_what_is_not_answered_becomes_a_report_as_it_is(phone: Phones, clock: Clock) -> None:
    phone("o-li").says("垃圾没人清")
    row = Conversation.objects.get()
    assert not actions.file_unanswered(row.pk, now=clock.on(minutes=5))
    assert actions.file_unanswered(row.pk, now=clock.on(seconds=PATIENCE.total_seconds()))
    report = Report.objects.get()
    assert (report.text, report.case.state) == ("垃圾没人清", "received")
    assert not actions.file_unanswered(row.pk, now=clock.on(minutes=5))


def test_danger_is_asked_nothing(phone: Phones) -> None:
    [told] = phone("o-wang").says("楼道里煤气泄漏，味道很大")
    assert told.startswith("听起来有险情，请马上拨打 119")
    assert Report.objects.count() == 1


def test_thanks_a_greeting_and_a_cancellation_make_no_report(phone: Phones) -> None:
    li = phone("o-li")
    assert li.says(MsgType="event", Event="subscribe") == [SAID["welcome"]]
    assert li.says("谢谢！") == [SAID["thanks"]]
    li.says("垃圾没人清")
    assert li.says("取消") == [SAID["cancelled"]]
    assert li.says(MsgType="voice", MediaId="v") == [SAID["unread"]]
    assert not Report.objects.exists()
    assert Conversation.objects.get().draft is None


def test_the_same_message_again_is_answered_success_and_changes_nothing(
    phone: Phones, world: World, client: Client, clock: Clock
) -> None:
    li = phone("o-li")
    world.write("wechat", "o-li", {"Content": "垃圾没人清"}, clock.at)
    [post] = wechat.posts(world, keys.WECHAT, clock.at)
    for _ in range(3):
        answer = client.post(f"/letters/v1/wechat?{post.query}", post.body, content_type="text/xml")
        assert answer.content == b"success"
    work(clock.at)
    assert Letter.objects.count() == 1
    assert li.answers() == [ASKED["place"]]


def test_who_wrote_lies_in_the_vault_and_nowhere_else(phone: Phones, clock: Clock) -> None:
    li = phone("o-li-secret")
    li.says("垃圾没人清")
    li.says("建设巷口")
    li.says("没有")
    assert "o-li-secret" in person_to_tell(Identity.objects.get()).contact
    assert not Entry.objects.filter(data__icontains="o-li-secret").exists()
    assert not Reply.objects.filter(text__contains="o-li-secret").exists()
    row = Conversation.objects.get()
    assert b"o-li" not in bytes(row.sealed) + row.digest.encode()
    assert not Letter.objects.exclude(sealed=None).exists()


def test_the_reporter_hears_through_the_same_door_what_becomes_of_it(phone: Phones, clock: Clock) -> None:
    li = phone("o-li")
    li.says("垃圾堆了几天没人清")
    li.sends_place(*converted(*HERE, System.CGCS2000, System.GCJ02))
    li.says("没有")
    case = Case.objects.get()
    move(case.number, Move.REFUSE, {"reason": "已有人报过"}, by=unit_actor("510108-center"), now=clock.on(minutes=1))
    work(clock.at)
    [told] = li.answers()
    assert "没有立案。原因：已有人报过" in told
    work(clock.at)
    assert li.answers() == []


def filed(phone: Phones) -> Phone:
    li = phone("o-li")
    li.says("垃圾没人清")
    li.says("建设巷口")
    li.says("没有")
    return li


def queued(clock: Clock, text: str = "有新进展") -> Reply:
    row = Conversation.objects.get()
    return reply_actions.queue_reply(row, text, key=f"test:{text}", now=clock.at)


def test_after_48_hours_an_answer_waits_until_the_person_writes_again(phone: Phones, clock: Clock) -> None:
    li = filed(phone)
    clock.on(hours=49)
    reply = queued(clock)
    work(clock.at)
    reply.refresh_from_db()
    assert (reply.state, reply.error) == (Sending.HELD, "window: errcode 45015")
    assert li.says("谢谢") == ["有新进展", SAID["thanks"]]


def test_after_48_hours_a_template_message_goes_where_the_account_has_one(
    phone: Phones, clock: Clock, inlet: Callable[..., Inlet], world: World
) -> None:
    filed(phone)
    inlet("wechat", **keys.WECHAT, template="tpl-1")
    clock.on(hours=49)
    reply = queued(clock, "有新进展。查询：http://example.org/track/1-a")
    work(clock.at)
    reply.refresh_from_db()
    assert reply.state == Sending.SENT
    assert world.inbox("wechat", "o-li")[-1].way == "template"
    assert world.inbox("wechat", "o-li")[-1].text == "有新进展。查询： http://example.org/track/1-a"


def test_a_token_that_ended_is_fetched_anew_without_anybody_noticing(phone: Phones, clock: Clock, world: World) -> None:
    li = filed(phone)
    wechat.expire(world)
    queued(clock)
    work(clock.at)
    assert li.answers()[-1] == "有新进展"


def test_a_busy_service_is_tried_again_later_and_the_order_stays(phone: Phones, clock: Clock, world: World) -> None:
    li = filed(phone)
    li.answers()
    world.fails("wechat", 45009)
    first = queued(clock, "一")
    work(clock.at)
    first.refresh_from_db()
    assert (first.state, first.tries) == (Sending.WAITING, 1)
    clock.on(seconds=1)
    queued(clock, "二")
    work(clock.at)
    assert li.answers() == []
    for _ in range(4):
        work(clock.on(seconds=30))
    assert li.answers() == ["一", "二"]


def test_what_a_crash_cut_off_is_not_carried_twice(phone: Phones, clock: Clock) -> None:
    filed(phone)
    reply = queued(clock)
    Reply.objects.filter(pk=reply.pk).update(state=Sending.SENDING, next_try_at=clock.at)
    assert reply_actions.pick_up(clock.on(minutes=1)) == 0
    assert reply_actions.pick_up(clock.on(minutes=10)) == 1
    reply.refresh_from_db()
    assert reply.state == Sending.UNSURE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signature": "0" * 40}, "bad-signature"),
        ({"msg_signature": "0" * 40}, "bad-signature"),
        ({"timestamp": "1"}, "bad-signature"),
        ({"nonce": "x"}, "bad-signature"),
    ],
)
def test_what_is_not_signed_is_not_taken(
    phone: Phones, world: World, client: Client, clock: Clock, change: dict[str, str], code: str
) -> None:
    phone("o-li")
    world.write("wechat", "o-li", {"Content": "垃圾没人清"}, clock.at)
    [post] = wechat.posts(world, keys.WECHAT, clock.at)
    query = dict(pair.split("=", 1) for pair in post.query.split("&")) | change
    answer = client.post(
        "/letters/v1/wechat?" + "&".join(f"{n}={v}" for n, v in query.items()), post.body, content_type="text/xml"
    )
    assert answer.json()["code"] == code
    assert not Letter.objects.exists()


def test_an_old_request_and_one_in_the_open_are_refused(
    phone: Phones, world: World, client: Client, clock: Clock
) -> None:
    phone("o-li")
    world.write("wechat", "o-li", {"Content": "垃圾没人清"}, clock.at)
    [old] = wechat.posts(world, keys.WECHAT, clock.at - timedelta(hours=1))
    assert (
        client.post(f"/letters/v1/wechat?{old.query}", old.body, content_type="text/xml").json()["code"] == "clock-skew"
    )
    [bare] = wechat.posts(world, {**keys.WECHAT, "aes_key": ""}, clock.at)
    assert (
        client.post(f"/letters/v1/wechat?{bare.query}", bare.body, content_type="text/xml").json()["code"]
        == "bad-signature"
    )
    assert client.get(f"/letters/v1/nobody?{bare.query}").json()["code"] == "not-found"


def test_the_trial_of_the_address_is_answered_with_its_echo(
    phone: Phones, world: World, client: Client, clock: Clock
) -> None:
    phone("o-li")
    world.write("wechat", "o-li", {}, clock.at)
    [post] = wechat.posts(world, keys.WECHAT, clock.at)
    assert client.get(f"/letters/v1/wechat?{post.query}&echostr=4711").content == b"4711"


def test_a_mini_program_says_the_same_in_json(
    inlet: Callable[..., Inlet], world: World, client: Client, clock: Clock
) -> None:
    given = {name: word for name, word in keys.WECHAT.items() if name != "template"}
    inlet("miniprogram", where="wechat", **given)
    world.write("wechat", "o-mini", {"Content": "路灯不亮"}, clock.at)
    [post] = wechat.posts(world, keys.WECHAT, clock.at, as_json=True)
    answer = client.post(f"/letters/v1/miniprogram?{post.query}", post.body, content_type=post.content_type)
    assert answer.content == b"success"
    work(clock.at)
    assert [letter.text for letter in world.inbox("wechat", "o-mini")] == [ASKED["place"]]


def programmed(inlet: Callable[..., Inlet], world: World, client: Client, clock: Clock, **given: str) -> Conversation:
    """The conversation of somebody who wrote in a mini-program."""
    inlet("miniprogram", **keys.WECHAT, **given)
    world.write("miniprogram", "o-mini", {"Content": "路灯不亮"}, clock.at)
    [post] = wechat.posts(world, keys.WECHAT, clock.at, as_json=True, service="miniprogram")
    client.post(f"/letters/v1/miniprogram?{post.query}", post.body, content_type=post.content_type)
    world.tell(post.number)
    work(clock.at)
    assert [letter.text for letter in world.inbox("miniprogram", "o-mini")] == [ASKED["place"]]
    return Conversation.objects.get()


def test_past_the_window_a_mini_program_sends_one_subscribe_message_for_each_consent(
    inlet: Callable[..., Inlet], world: World, client: Client, clock: Clock
) -> None:
    row = programmed(inlet, world, client, clock, template="T1", page="pages/case")
    wechat.agrees(world, "o-mini")
    for n in range(2):
        queue_reply(
            row, f"编号 26000{n} 已派给照明所，请看：https://example.org/track/1-a", key=f"k{n}", now=clock.on(hours=49)
        )
        work(clock.at)
    [_, card] = world.inbox("miniprogram", "o-mini")
    assert card.way == "subscribe"
    assert card.text.startswith("编号 260000 已派给照明所")
    assert card.text.endswith("pages/case?link=https%3A%2F%2Fexample.org%2Ftrack%2F1-a")
    held = Reply.objects.get(key="k1")
    assert (held.state, held.error) == (Sending.HELD, "window: errcode 43101")


def test_without_a_template_a_mini_program_holds_the_answer_until_the_person_writes(
    inlet: Callable[..., Inlet], world: World, client: Client, clock: Clock
) -> None:
    row = programmed(inlet, world, client, clock)
    wechat.agrees(world, "o-mini")
    queue_reply(row, "已派给照明所", key="k", now=clock.on(hours=49))
    work(clock.at)
    assert Reply.objects.get(key="k").state == Sending.HELD

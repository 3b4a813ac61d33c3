"""One announcement to all accounts, sent when a second person has read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from liandong_letters_simulator import World, keys
from liandong_letters_simulator.weibo import OURS

from liandong.bulletins.actions import publish as publish_bulletin
from liandong.bulletins.rules import Told
from liandong.kernel.clock import local_day
from liandong.kernel.clock import now as true_now
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet, Posting, Publication
from liandong.letters.publication_actions import decide, propose, publish, publish_again
from liandong.letters.rules import announced
from liandong.letters.states import Approval, Sending
from tests.letters.conftest import Clock
from tests.people import actor_at, signed_in

pytestmark = pytest.mark.django_db
LONG = "建设巷一带明天停水。" * 30
LINK = "https://liandong.example.org/notices/7"


@pytest.fixture
def accounts(inlet: Callable[..., Inlet]) -> None:
    inlet("wechat", **keys.WECHAT)
    inlet("weibo", **keys.WEIBO, uid=OURS)
    inlet("sms", **keys.SMS)


def proposed(clock: Clock, **words: str) -> Publication:
    return propose(
        "停水通知", LONG, LINK, words or {"wechat": "", "weibo": ""}, by=actor_at("0217"), now=clock.at, key="p-1"
    )


def sent(clock: Clock) -> None:
    for pk in Posting.objects.values_list("pk", flat=True):
        publish(pk, now=clock.at)


def test_it_goes_out_to_each_account_in_its_own_length_once_somebody_else_approved(
    accounts: None, world: World, clock: Clock
) -> None:
    row = proposed(clock)
    sent(clock)
    assert world.inbox("wechat") == world.inbox("weibo") == []
    with pytest.raises(Refused) as own:
        decide(row.pk, approved=True, by=actor_at("0217"), now=clock.at)
    assert own.value.code == "no-permission"
    decide(row.pk, approved=True, by=actor_at("0201", "supervisor"), now=clock.at, key="d-1")
    decide(row.pk, approved=True, by=actor_at("0201", "supervisor"), now=clock.at, key="d-1")
    sent(clock)
    sent(clock)
    [wechat], [weibo] = world.inbox("wechat", "all"), world.inbox("weibo", "all")
    assert wechat.text == announced("停水通知", LONG, LINK, 600)
    assert len(weibo.text) == 140
    assert weibo.text.endswith(f"… {LINK}")
    assert {posting.state for posting in Posting.objects.all()} == {Sending.SENT}
    assert all(Posting.objects.values_list("proof", flat=True))


def test_nobody_approves_their_own_words(accounts: None, clock: Clock) -> None:
    supervisor = actor_at("0201", "supervisor")
    row = propose("停水", "明天停水", "", {"weibo": ""}, by=supervisor, now=clock.at)
    with pytest.raises(Refused) as own:
        decide(row.pk, approved=True, by=supervisor, now=clock.at)
    assert own.value.code == "own-work"


def test_denied_with_a_reason_it_never_goes_out(accounts: None, world: World, clock: Clock) -> None:
    row = proposed(clock)
    supervisor = actor_at("0201", "supervisor")
    with pytest.raises(Refused):
        decide(row.pk, approved=False, by=supervisor, now=clock.at)
    assert decide(row.pk, approved=False, reason="时间不对", by=supervisor, now=clock.at).state == Approval.DENIED
    sent(clock)
    assert world.inbox("weibo") == []
    with pytest.raises(Refused) as settled:
        decide(row.pk, approved=True, by=supervisor, now=clock.at)
    assert settled.value.code == "settled"


def test_one_account_that_fails_does_not_hold_up_the_other_and_posts_nothing_twice(
    accounts: None, world: World, clock: Clock
) -> None:
    row = proposed(clock)
    decide(row.pk, approved=True, by=actor_at("0201", "supervisor"), now=clock.at)
    world.fails("weibo", 10023)
    sent(clock)
    states = dict(Posting.objects.values_list("inlet", "state"))
    assert states == {"wechat": Sending.SENT, "weibo": Sending.WAITING}
    clock.on(minutes=2)
    sent(clock)
    Posting.objects.update(state=Sending.WAITING)  # as if what came of it had been lost
    sent(clock)
    assert [len(world.inbox(name, "all")) for name in ("wechat", "weibo")] == [1, 1]
    assert {posting.state for posting in Posting.objects.all()} == {Sending.SENT}


def test_what_cannot_be_posted_waits_for_a_person(accounts: None, world: World, clock: Clock) -> None:
    row = proposed(clock, wechat="")
    decide(row.pk, approved=True, by=actor_at("0201", "supervisor"), now=clock.at)
    world.fails("wechat", 45028)
    sent(clock)
    posting = Posting.objects.get()
    assert (posting.state, posting.error) == (Sending.DEAD, "refused: errcode 45028")
    publish_again(posting.pk, by=actor_at("0217"), now=clock.at)
    sent(clock)
    with pytest.raises(Refused):
        publish_again(posting.pk, by=actor_at("0217"), now=clock.at)
    assert len(world.inbox("wechat", "all")) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"title": ""}, "input-missing"), ({"text": " "}, "input-missing"), ({"title": "长" * 61}, "too-long"),
     ({"link": "javascript:alert(1)"}, "bad-url"), ({"words": {}}, "input-missing"), ({"words": {"sms": ""}}, "input-missing"),
     ({"words": {"weibo": "长" * 141}}, "too-long")],
)  # fmt: skip
def test_what_cannot_go_out_is_refused_before_anybody_reads_it(
    accounts: None, clock: Clock, change: dict[str, Any], code: str
) -> None:
    given = {"title": "停水", "text": "明天停水", "link": "", "words": {"weibo": ""}, **change}
    with pytest.raises(Refused) as refused:
        propose(**given, by=actor_at("0217"), now=clock.at)
    assert refused.value.code == code
    assert not Publication.objects.exists()


def test_the_desk_writes_approves_and_shows_where_it_stands(
    accounts: None, world: World, clock: Clock, settings: Any
) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    writer, reader = signed_in("0217"), signed_in("0201")
    form = {"title": "停水通知", "text": "明天 9 点到 17 点停水", "link": LINK, "to-weibo": "on", "text-weibo": ""}
    page = writer.post("/desk/publications", form, follow=True)
    assert "等审批" in page.content.decode()
    row = Publication.objects.get()
    assert reader.post(f"/desk/publications/{row.pk}/approve", follow=True).status_code == 200
    publish(Posting.objects.get().pk, now=true_now())
    assert "已发出" in writer.get(f"/desk/publications/{row.pk}").content.decode()
    kept = writer.post("/desk/publications", {**form, "title": ""})
    assert (kept.status_code, "明天 9 点到 17 点停水" in kept.content.decode()) == (409, True)
    assert Client().get("/desk/publications").status_code == 302
    assert signed_in("3001").get("/desk/publications").status_code == 403


def test_a_bulletin_of_the_residents_page_goes_to_all_accounts_too(accounts: None, settings: Any) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    today = local_day(true_now())
    supervisor, writer = signed_in("0201"), signed_in("0217")
    told = Told("510108", "supply", "停水通知", "明天停水", today, today)
    row = publish_bulletin(told, by=actor_at("0201", "supervisor"), now=true_now())
    assert f"?bulletin={row.pk}" in supervisor.get("/desk/bulletins").content.decode()
    page = writer.get(f"/desk/publications?bulletin={row.pk}").content.decode()
    assert "明天停水" in page
    assert f"/bulletins/{row.pk}" in page
    assert writer.get("/desk/publications?bulletin=999999").status_code == 404

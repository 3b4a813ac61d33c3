from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from liandong.access.actions import end_post, grant_post, look_at_reporter, open_account
from liandong.access.models import Account, Footprint, Identity
from liandong.access.queries import actor_of, posts_held, vault_key
from liandong.access.vault import Person, opened, sealed
from liandong.journal.queries import timeline
from liandong.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


def person(now: datetime, number: str = "t-001") -> Account:
    return open_account(number, "陈测试", "a long password", actor="system", now=now)


def test_one_person_may_hold_several_posts(now: datetime) -> None:
    account = person(now)
    for area in ("510108001", "510108002"):
        grant_post(account, "verifier", name="核查员", unit=f"{area}-hecha", area=area, actor="system", now=now)
    assert [post.area for post in posts_held(account.pk, now)] == ["510108001", "510108002"]


@pytest.mark.parametrize(("held", "wanted"), [
    ("system_admin", "security_admin"), ("security_admin", "audit_admin"), ("dispatcher", "audit_admin"),
])  # fmt: skip
def test_the_three_administrators_are_three_people(now: datetime, held: str, wanted: str) -> None:
    account = person(now)
    grant_post(account, held, name="一", unit="510108-center", area="510108", actor="system", now=now)
    with pytest.raises(Refused, match="三员分立"):
        grant_post(account, wanted, name="二", unit="510108-center", area="510108", actor="system", now=now)


def test_an_ended_post_is_held_no_longer(now: datetime) -> None:
    account = person(now)
    post = grant_post(account, "verifier", name="核查员", unit="x", area="510108", actor="system", now=now)
    end_post(post.pk, actor="system", now=now)
    assert list(posts_held(account.pk, now + timedelta(seconds=1))) == []
    assert [entry.kind for entry in timeline(f"account:{account.pk}")] == [
        "account.opened",
        "post.granted",
        "post.ended",
    ]


def kept(now: datetime) -> Identity:
    row = sealed(Person("张三丰", "13812342041"), vault_key())
    assert row is not None
    return Identity.objects.create(id=row.id, sealed=row.sealed, masked_name=row.masked_name,
                                   masked_phone=row.masked_phone, created_at=now)  # fmt: skip


def test_an_identity_is_unreadable_in_the_database_and_masked_outside(now: datetime) -> None:
    identity = kept(now)
    stored = bytes(Identity.objects.get().sealed)
    assert "张三丰".encode() not in stored
    assert b"13812342041" not in stored
    assert (identity.masked_name, identity.masked_phone) == ("张**", "138****2041")
    assert opened(identity.pk, bytes(identity.sealed), vault_key()) == Person("张三丰", "13812342041")


def test_a_sealed_identity_cannot_be_moved_to_another_row(now: datetime) -> None:
    identity = kept(now)
    with pytest.raises(Exception, match=r".+"):
        opened(uuid.uuid4(), bytes(identity.sealed), vault_key())


def test_nobody_sees_a_reporter_without_a_reason_and_a_footprint(now: datetime) -> None:
    identity, account = kept(now), person(now)
    desk = actor_of(grant_post(account, "dispatcher", name="派遣", unit="c", area="510108", actor="system", now=now))
    handler = actor_of(grant_post(account, "handler", name="处置", unit="u", area="510108", actor="system", now=now))
    with pytest.raises(Refused, match="看不到上报人"):
        look_at_reporter(identity, "phone", purpose="call-back", reason="", subject="case:1", actor=handler, now=now)
    with pytest.raises(Refused, match="为什么要看"):
        look_at_reporter(identity, "phone", purpose="other", reason=" ", subject="case:1", actor=desk, now=now)
    phone = look_at_reporter(identity, "phone", purpose="call-back", reason="", subject="case:1", actor=desk, now=now)
    assert phone == "13812342041"
    assert [(f.field, f.reason) for f in Footprint.objects.all()] == [("phone", "本人要求回电")]
    assert [entry.kind for entry in timeline("case:1")] == ["identity.seen"]


def test_the_same_look_sent_twice_leaves_one_footprint(now: datetime) -> None:
    identity, account = kept(now), person(now)
    desk = actor_of(grant_post(account, "dispatcher", name="派遣", unit="c", area="510108", actor="system", now=now))
    for _ in range(2):
        look_at_reporter(
            identity, "name", purpose="call-back", reason="", subject="case:1", actor=desk, now=now, key="desk:1:name"
        )
    assert Footprint.objects.count() == 1
    assert timeline("case:1").count() == 1

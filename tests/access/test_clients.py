"""Programs that call us: two keys at a time, an end, revocation, and what they used."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from liandong.access.client_actions import (
    Grant,
    change_client,
    close_client,
    drop_expired,
    end_key,
    issue_token,
    keep_usage,
    key_digest,
    open_client,
    rotate_key,
)
from liandong.access.limits import DAY, Counts, counts, day_counts, drawn
from liandong.access.models import AccessToken, Client, Usage
from liandong.access.queries import key_with, keys_alive, token_with
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(now: datetime) -> Client:
    open_client("路灯平台", ["sensor"], actor="system", now=now, secret="first-key")
    return Client.objects.get()


def test_two_keys_count_while_a_client_changes_over_and_a_third_is_refused(client: Client, now: datetime) -> None:
    second = rotate_key(client.pk, timedelta(days=7), actor="post:1", now=now)
    assert key_with(key_digest("first-key"), now + timedelta(days=6)) is not None
    assert key_with(key_digest(second), now) is not None
    with pytest.raises(Refused) as refused:
        rotate_key(client.pk, timedelta(days=7), actor="post:1", now=now)
    assert refused.value.code == "two-keys"
    later = now + timedelta(days=7)
    assert key_with(key_digest("first-key"), later) is None
    assert [key_digest(second)] == [key.digest for key in keys_alive(client, later)]


def test_a_rotation_sent_again_gives_no_third_key(client: Client, now: datetime) -> None:
    rotate_key(client.pk, timedelta(), actor="post:1", now=now, key="again")
    with pytest.raises(Refused) as refused:
        rotate_key(client.pk, timedelta(), actor="post:1", now=now, key="again")
    assert (refused.value.code, client.keys.count()) == ("shown-once", 2)


def test_a_token_ends_with_its_hour_its_key_and_its_client(client: Client, now: datetime) -> None:
    [key] = client.keys.all()
    issue_token(key, ["reports.write"], "token", now=now)
    assert token_with(key_digest("token"), now + timedelta(minutes=59)) is not None
    assert token_with(key_digest("token"), now + timedelta(hours=1)) is None
    end_key(client.pk, key.pk, actor="post:1", now=now)
    assert not AccessToken.objects.exists()
    rotate_key(client.pk, timedelta(), actor="post:1", now=now)
    issue_token(client.keys.latest("id"), ["reports.write"], "other", now=now)
    close_client(client.pk, actor="post:1", now=now)
    assert (token_with(key_digest("other"), now), keys_alive(client, now).count()) == (None, 0)


def test_a_token_lasts_no_longer_than_a_key_that_ends(client: Client, now: datetime) -> None:
    rotate_key(client.pk, timedelta(minutes=0), actor="post:1", now=now - timedelta(minutes=1))
    old = client.keys.earliest("id")
    old.ends_at = now + timedelta(minutes=5)
    assert issue_token(old, [], "t", now=now).expires_at == now + timedelta(minutes=5)


def test_tokens_that_ran_out_are_forgotten(client: Client, now: datetime) -> None:
    issue_token(client.keys.get(), [], "t", now=now)
    assert (drop_expired(now), drop_expired(now + timedelta(hours=1))) == (0, 1)


def test_every_change_of_a_client_stands_in_the_journal(client: Client, now: datetime) -> None:
    change_client(client.pk, Grant(["sensor"], ["cases.read"], "510108012", 5, 50), actor="post:1", now=now)
    rotate_key(client.pk, timedelta(days=1), actor="post:1", now=now)
    end_key(client.pk, client.keys.latest("id").pk, actor="post:1", now=now)
    close_client(client.pk, actor="post:1", now=now)
    entries = Entry.objects.filter(subject=f"client:{client.pk}").order_by("seq")
    assert [each.kind for each in entries] == [
        "client.opened", "client.changed", "client.key_rotated", "client.key_ended", "client.closed"]  # fmt: skip
    assert not any("first-key" in str(each.data) for each in entries)


@pytest.mark.parametrize(("grant", "code"), [
    (Grant(["sensor"], ["everything"]), "bad-scope"), (Grant(["sensor"], area="chenghua"), "bad-area"),
    (Grant(["sensor"], per_minute=0), "bad-quota"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(grant: Grant, code: str, client: Client, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        change_client(client.pk, grant, actor="post:1", now=now)
    assert refused.value.code == code


def test_usage_of_a_day_never_falls(client: Client) -> None:
    day = date(2026, 6, 12)
    for count in (7, 3, 9):
        keep_usage(day, {client.pk: count})
    assert list(Usage.objects.values_list("day", "requests")) == [(day, 9)]


def test_a_day_begins_at_midnight_in_china(tmp_path: Path) -> None:
    table = Counts(tmp_path / "days", DAY)
    before, after = (
        datetime.fromisoformat("2026-06-12T23:59:59+08:00"),
        datetime.fromisoformat("2026-06-13T00:00:00+08:00"),
    )
    assert [table.count("client:1", at.timestamp()) for at in (before, before, after)] == [1, 2, 1]
    assert (table.known("client:1", before.timestamp()), table.until_next(before.timestamp())) == (0, 1)


def test_a_request_counts_against_the_minute_and_the_day() -> None:
    at = datetime.fromisoformat("2026-06-12T12:00:30+08:00").timestamp()
    counts().forget()
    day_counts().forget()
    first, second = drawn("client:of-this-test", 1, 5, at), drawn("client:of-this-test", 1, 5, at)
    assert [(each.left, each.over, each.reset) for each in first] == [(0, False, 30), (4, False, 43_170)]
    assert [(each.left, each.over) for each in second] == [(0, True), (3, False)]

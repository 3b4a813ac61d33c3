"""What is signed, what is refused, and in which order messages count."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.exchange import rules, wire
from liandong.exchange.ports import Message, Receipt
from liandong.exchange.states import FROM_GIVER, FROM_TAKER, Kind, Way
from liandong.kernel.refusals import Refused

KEY = bytes(range(32))


def test_a_signed_message_comes_back_as_it_was(now: datetime) -> None:
    sent = Message("m1", "t1", 3, "state", now, "J2026", {"state": "处警中"})
    body = wire.encoded(sent)
    wire.signer([KEY], wire.headers(KEY, wire.US, body, now), wire.US, body, now)
    assert wire.decoded(body) == sent


@pytest.mark.parametrize("change", ["key", "receiver", "body", "time", "none"])
def test_one_wrong_thing_and_the_signature_is_refused(change: str, now: datetime) -> None:
    body = b'{"id": "1"}'
    given_ = wire.headers(
        bytes(32) if change == "key" else KEY, "police" if change == "receiver" else wire.US, body, now
    )
    if change == "time":
        given_[wire.TIMESTAMP] = str(int(now.timestamp()) + 1)
    if change == "none":
        given_ = {}
    with pytest.raises(Refused) as refusal:
        wire.signer([KEY], given_, wire.US, body + (b" " if change == "body" else b""), now)
    assert refusal.value.code == "bad-signature"


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_is_six_minutes_off_is_refused(minutes: int, now: datetime) -> None:
    signed = wire.headers(KEY, wire.US, b"{}", now + timedelta(minutes=minutes))
    with pytest.raises(Refused) as refusal:
        wire.signer([KEY], signed, wire.US, b"{}", now)
    assert refusal.value.code == "clock-skew"


@pytest.mark.parametrize(("name", "value"), [
    ("id", ""), ("id", 7), ("id", "x" * 81), ("thread", None), ("seq", 0), ("seq", True), ("seq", "1"), ("kind", "order"),
    ("at", "yesterday"), ("at", "2026-06-12T06:30:00"), ("at", None), ("number", "x" * 61), ("body", []), ("thread", "a\0b"),
])  # fmt: skip
def test_a_message_with_a_bad_field_is_refused_by_its_name(name: str, value: object, now: datetime) -> None:
    good = json.loads(wire.encoded(Message("m1", "t1", 1, "note", now, "", {"note": "好"})))
    with pytest.raises(Refused) as refusal:
        wire.decoded(json.dumps({**good, name: value}).encode())
    assert (refusal.value.code, refusal.value.field) == ("bad-message", name)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"null"])
def test_what_is_no_message_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        wire.decoded(body)


def test_a_receipt_comes_back_as_it_was() -> None:
    receipt = Receipt("m1", False, "", "unknown-thread", "没有这次移交。")
    assert wire.receipt_of(wire.receipt_bytes(receipt)) == receipt


@given(st.permutations(range(1, 9)), st.lists(st.integers(1, 8), max_size=8))
def test_in_whatever_order_messages_come_each_is_taken_once_and_in_order(order: list[int], again: list[int]) -> None:
    taken: list[int] = []
    held: set[int] = set()
    for seq in [*order, *again]:
        if rules.turn(seq, max(taken, default=0)) is rules.Turn.LATE:
            assert seq in taken
            continue
        held.add(seq)
        while (following := max(taken, default=0) + 1) in held:
            held.remove(following)
            taken.append(following)
    assert taken == list(range(1, 9))


@given(st.integers(1, 60), st.booleans())
def test_each_try_waits_at_least_as_long_as_the_one_before_and_never_for_ever(tries: int, urgent: bool) -> None:
    this, following = rules.pause(tries, urgent=urgent), rules.pause(tries + 1, urgent=urgent)
    assert timedelta(0) < this <= following <= timedelta(seconds=10 if urgent else 1800)


@pytest.mark.parametrize("matter", ["emergency", "crime", "", "person"])
def test_police_work_never_comes_in_whatever_a_row_allows(matter: str) -> None:
    with pytest.raises(Refused, match="非警务"):
        rules.refuse_inward(matter, ["emergency", "crime", "service"])


def test_only_the_side_that_may_say_it_says_it() -> None:
    for kind in Kind:
        for way in Way:
            allowed = kind in (FROM_TAKER if way is Way.OUT else FROM_GIVER)
            if not allowed:
                with pytest.raises(Refused, match="对方不能发"):
                    rules.refuse_speaker(kind, way)


def test_the_longest_word_of_danger_is_the_one_that_is_named() -> None:
    words = {"中毒": "120", "煤气中毒": "119"}
    assert rules.danger("三楼有人煤气中毒", words) == ("煤气中毒", "119")
    assert rules.danger("垃圾没人清", words) is None

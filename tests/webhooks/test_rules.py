"""Addresses, pauses and signatures of webhooks, without a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from liandong.kernel.refusals import Refused
from liandong.webhooks.rules import checked_url, headers, is_public, pause, refuse_private, told


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
])  # fmt: skip
def test_no_push_goes_to_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Refused, match="公网"):
        refuse_private(["8.8.8.8", address], private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1"])
def test_public_addresses_are_called(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", [
    "http://a.example/", "ftp://a.example/", "https://", "https:///x", "https://u:p@a.example/", "https://a.example/#x", "a.example",
    "https://a.example:99999/", "https://a.example/\n", "https://a b/", "https://[::1", "https://例子.example/", "https://a.example/" + "x" * 300, "",
])  # fmt: skip
def test_an_address_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_url(url, private=False)
    assert refused.value.code == "bad-url"


@given(st.integers(1, 60), st.floats(0, 1))
def test_pauses_grow_to_six_hours_and_spread_by_a_quarter(tries: int, chance: float) -> None:
    usual = min(6 * 3600.0, 5.0 * 3.0 ** (tries - 1))
    assert 0.75 * usual - 1e-3 <= pause(tries, chance).total_seconds() <= 1.25 * usual + 1e-3


@given(st.binary(min_size=32, max_size=32), st.dictionaries(st.text(max_size=9), st.text(max_size=50), max_size=4))
def test_a_strangers_library_finds_our_signatures_right(secret: bytes, words: dict[str, str]) -> None:
    body = json.dumps(words).encode()
    sent = headers([bytes(32), secret], "msg_1", datetime.now(UTC), body)
    assert Webhook(told(secret)).verify(body, sent) == words
    with pytest.raises(WebhookVerificationError):
        Webhook(told(secret)).verify(body + b" ", sent)

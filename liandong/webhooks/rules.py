"""When a push is tried again, which addresses it may go to, and how it is signed. No I/O."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from liandong.kernel.refusals import Refused

FIRST_PAUSE: Final = 5.0
"""Seconds before the second try; each pause is three times the one before."""
LONGEST_PAUSE: Final = 6 * 3600.0
JITTER: Final = 0.25
"""A pause is up to a quarter longer or shorter, so that what failed together does not come back together."""
MOST_URL: Final = 300
PREFIX: Final = "whsec_"
TRANSLATED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
"""IPv6 addresses behind which an IPv4 one stands (RFC 6052, 8215)."""
Address = IPv4Address | IPv6Address


def pause(tries: int, chance: float) -> timedelta:
    """How long after the `tries`th failure the next try is; `chance` from 0 to 1 sets where in its spread."""
    usual = min(LONGEST_PAUSE, FIRST_PAUSE * 3.0 ** min(tries - 1, 20))
    return timedelta(seconds=usual * (1 + JITTER * (2 * chance - 1)))


def is_public(text: str) -> bool:
    """Whether an address belongs to the open network: not to this machine, a private one, a link, a group of many."""
    found: Address = ip_address(text.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or any(found in net for net in TRANSLATED):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def checked_url(text: str, *, private: bool) -> str:
    """An address that may be called: https, a host, no name or password in it, no fragment.

    Raises:
        Refused: it may not.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    schemes = ("https", "http") if private else ("https",)
    visible = text.isascii() and text.isprintable() and " " not in text
    if (parts.scheme not in schemes or not parts.hostname or parts.username is not None or parts.fragment or port == 0
            or not visible or len(text) > MOST_URL):  # fmt: skip
        raise Refused("推送地址要是 https 开头的完整网址，不带账号和 #，最多 {most} 个字。", code="bad-url", field="url", most=MOST_URL)  # fmt: skip
    return text


def refuse_private(addresses: Sequence[str], *, private: bool) -> None:
    """Refuses a host of which one address is not public: the next answer might be that one.

    Raises:
        Refused: there is none, or one is not public.
    """
    if not addresses or not (private or all(is_public(each) for each in addresses)):
        raise Refused("推送地址要在公网上，不能是本机或内网。", code="private-address", field="url")


def signature(secret: bytes, push: str, at: datetime, body: bytes) -> str:
    """One signature, as Standard Webhooks 1.0 says: HMAC-SHA256 over id, seconds and body, with points between."""
    signed = b".".join((push.encode(), str(int(at.timestamp())).encode(), body))
    return f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}"


def headers(secrets: Sequence[bytes], push: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes along with a body: its id, when it was sent, and a signature by each secret that counts."""
    return {
        "webhook-id": push, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(each, push, at, body) for each in secrets),
        "Content-Type": "application/json", "User-Agent": "liandong-webhooks/1",
    }  # fmt: skip


def told(secret: bytes) -> str:
    """A secret as it is shown to its owner."""
    return f"{PREFIX}{base64.b64encode(secret).decode()}"

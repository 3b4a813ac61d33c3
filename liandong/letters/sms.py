"""Text messages: what people send to the district's number, told by a gateway in signed requests; answers through the same gateway.

What is signed is `<unix seconds>.<body>` with HMAC-SHA256 under the account's key; the body is JSON: id, from, text, at.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liandong.kernel.clock import instant as written
from liandong.kernel.refusals import Refused
from liandong.letters.calling import called, told
from liandong.letters.ports import Answer, Asked, Heard, ServicePlugin, Setup
from liandong.letters.quiet import Quiet
from liandong.letters.wechat_wire import from_json, malformed

SKEW: Final = timedelta(minutes=5)
TIMESTAMP: Final = "x-sms-timestamp"
SIGNATURE: Final = "x-sms-signature"


def signature(key: str, timestamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Sms(Quiet):
    """One number at a gateway."""

    setup: Setup
    thanks: str = "{}"

    def heard(self, asked: Asked) -> Sequence[Heard]:
        stamp, told_ = asked.headers.get(TIMESTAMP, ""), asked.headers.get(SIGNATURE, "")
        good = signature(self.setup.secrets["key"], stamp, asked.body)
        if (
            not stamp.isdecimal()
            or len(stamp) > 12
            or not hmac.compare_digest(told_.encode("utf-8", "replace"), good.encode())
        ):
            raise Refused("签名不对：请核对消息服务上登记的令牌。", code="bad-signature")
        if abs(asked.at.timestamp() - int(stamp)) > SKEW.total_seconds():
            raise Refused("消息的时间和我们的时钟差得太多，没有接收。请校准时钟。", code="clock-skew")
        given = from_json(asked.body)
        id_, who = given.get("id", "")[:100], given.get("from", "").strip()
        if not id_ or not 3 <= len(who) <= 20 or not who.lstrip("+").isdecimal():
            raise malformed()
        return [Heard(id_, who, instant(given.get("at", "")), text=given.get("text", ""), phone=who)]

    def send(self, answer: Answer) -> str:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.setup.secrets['key']}",
                   "Idempotency-Key": answer.key}  # fmt: skip
        called(self.setup.address, told({"to": answer.who, "text": answer.text}), headers)
        return ""


def instant(word: str) -> datetime:
    """When a message was sent.

    Raises:
        Refused: the word is no instant with its zone.
    """
    try:
        return written(word)
    except ValueError:
        raise malformed() from None


SMS: Final = ServicePlugin("sms", Sms, (), ("key",), ("key",), asks=("text", "place"), letters=300, keyed=True)

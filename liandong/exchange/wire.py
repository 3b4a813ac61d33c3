"""Messages and receipts as bytes: JSON, signed with HMAC-SHA256 under the partner's key.

What is signed is `<unix seconds>.<receiver>.<body>`. The receiver's name is in it so that nobody can send us back our own
messages, and the time so that an old one cannot be sent again after its id was forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from liandong.exchange.ports import Message, Receipt
from liandong.exchange.rules import SKEW
from liandong.exchange.states import Kind
from liandong.kernel.clock import instant as written
from liandong.kernel.refusals import Refused

US: Final = "liandong"
TIMESTAMP: Final = "X-Exchange-Timestamp"
SIGNATURE: Final = "X-Exchange-Signature"
LENGTHS: Final = {"id": 80, "number": 60, "kind": 10}
MOST_BYTES: Final = 256_000


def signature(secret: bytes, timestamp: str, receiver: str, body: bytes) -> str:
    signed = b".".join((timestamp.encode(), receiver.encode(), body))
    return "sha256=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


def headers(secret: bytes, receiver: str, body: bytes, now: datetime) -> dict[str, str]:
    """The two headers under which a body travels."""
    stamp = str(int(now.timestamp()))
    return {TIMESTAMP: stamp, SIGNATURE: signature(secret, stamp, receiver, body)}


def signer(secrets: Sequence[bytes], given: Mapping[str, str], receiver: str, body: bytes, now: datetime) -> bytes:
    """The key of `secrets` under which a body was signed for this receiver, not too long ago.

    Raises:
        Refused: "bad-signature", also without any key, or "clock-skew".
    """
    stamp, told = given.get(TIMESTAMP, ""), given.get(SIGNATURE, "").encode("utf-8", "replace")
    if not stamp.isdecimal():
        raise unsigned()
    made = (key for key in secrets if hmac.compare_digest(told, signature(key, stamp, receiver, body).encode()))
    found = next(made, None)
    if found is None:
        raise unsigned()
    if len(stamp) > 12 or abs(now.timestamp() - int(stamp)) > SKEW.total_seconds():
        raise Refused("消息的时间和我们的时钟差了五分钟以上，没有接收。请校准时钟再发。", code="clock-skew")
    return found


def unsigned() -> Refused:
    return Refused("签名不对：请用登记时得到的密钥，对“时间.接收方.正文”签名。", code="bad-signature")


def encoded(message: Message) -> bytes:
    return json.dumps({**asdict(message), "at": message.at.isoformat()}, ensure_ascii=False).encode()


def decoded(body: bytes) -> Message:
    """The message in a body.

    Raises:
        Refused: it is not one; `field` names what is wrong with it.
    """
    given = table(body)
    words = {name: text(given, name, most) for name, most in LENGTHS.items()}
    if words["kind"] not in set(Kind):
        raise malformed("kind")
    seq, said = given.get("seq"), given.get("body", {})
    if not isinstance(seq, int) or isinstance(seq, bool) or not 1 <= seq <= 10_000:
        raise malformed("seq")
    if not isinstance(said, dict):
        raise malformed("body")
    return Message(
        words["id"], text(given, "thread", 80), seq, words["kind"], instant(given.get("at")), words["number"], said
    )


def instant(given: Any) -> datetime:
    try:
        return written(given)
    except (TypeError, ValueError):
        raise malformed("at") from None


def table(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        raise malformed("body") from None
    if not isinstance(given, dict):
        raise malformed("body")
    return given


def text(given: Mapping[str, Any], name: str, most: int) -> str:
    """A word of a message; only the sender's number may be empty."""
    found = given.get(name, "")
    if not isinstance(found, str) or len(found) > most or not (found.strip() or name == "number") or "\0" in found:
        raise malformed(name)
    return found.strip()


def malformed(name: str) -> Refused:
    return Refused("消息里的 {name} 缺少或写法不对。", code="bad-message", field=name, name=name)


def receipt_bytes(receipt: Receipt) -> bytes:
    return json.dumps(asdict(receipt), ensure_ascii=False).encode()


def receipt_of(body: bytes) -> Receipt:
    """The receipt in a body.

    Raises:
        Refused: it is none.
    """
    given = table(body)
    if not isinstance(given.get("taken"), bool) or not isinstance(given.get("id"), str):
        raise malformed("taken")
    words = {name: str(given.get(name) or "")[:500] for name in ("number", "code", "reason")}
    return Receipt(given["id"], given["taken"], words["number"][:60], words["code"][:40], words["reason"])

"""The simulated gateway for text messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from liandong.letters.sms import SIGNATURE, TIMESTAMP, signature
from liandong_letters_simulator.keys import SMS
from liandong_letters_simulator.store import World

SERVICE: Final = "sms"


def answered(world: World, method: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str, bytes]:
    """Takes a text message once for its key."""
    if method != "POST" or headers.get("authorization") != f"Bearer {SMS['key']}":
        return 401, "text/plain", b""
    if code := world.failure(SERVICE):
        return code, "text/plain", b""
    given = json.loads(body)
    world.answer(SERVICE, given["to"], given["text"], key=headers.get("idempotency-key", ""))
    return 200, "application/json", b"{}"


def posts(world: World, key: str, now: datetime) -> Iterator[tuple[int, bytes, dict[str, str]]]:
    """(number, body, headers) of what people sent and has not reached us."""
    for number, who, said, at in world.written(SERVICE, untold=True):
        body = json.dumps(
            {"id": str(number), "from": who, "text": said["text"], "at": at.isoformat()}, ensure_ascii=False
        ).encode()
        stamp = str(int(now.timestamp()))
        yield number, body, {TIMESTAMP: stamp, SIGNATURE: signature(key, stamp, body)}

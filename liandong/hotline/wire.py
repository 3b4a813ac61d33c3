"""Events of a call centre as bytes: JSON, signed as the messages of other centres are (`liandong.exchange.wire`)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from liandong.exchange.wire import instant, malformed, table
from liandong.hotline.ports import Event
from liandong.hotline.states import EventKind

CENTRE: Final = "telephony"
"""What the call centre is called where something is signed for it."""
LENGTHS: Final = {"call": 80, "number": 20, "line": 20, "agent": 40, "recording": 200}
MOST_BYTES: Final = 4096


def encoded(event: Event) -> bytes:
    return json.dumps({**asdict(event), "at": event.at.isoformat()}, ensure_ascii=False).encode()


def decoded(body: bytes) -> Event:
    """The event in a body.

    Raises:
        Refused: it is none; `field` names what is wrong with it.
    """
    given = table(body)
    if unknown := sorted(set(given) - {*LENGTHS, "kind", "at"}):
        raise malformed(unknown[0][:40])
    if given.get("kind") not in set(EventKind):
        raise malformed("kind")
    words = {name: text(given, name, most) for name, most in LENGTHS.items()}
    kind = EventKind(given["kind"])
    for name in (
        "call",
        *(("agent",) if kind is EventKind.ANSWERED else ()),
        *(("recording",) if kind is EventKind.RECORDED else ()),
    ):
        if not words[name]:
            raise malformed(name)
    return Event(kind, at=instant(given.get("at")), **words)


def text(given: dict[str, Any], name: str, most: int) -> str:
    """A word of an event, possibly empty."""
    found = given.get(name, "")
    if not isinstance(found, str) or len(found) > most or not found.isprintable():
        raise malformed(name)
    return found.strip()


def by_our_clock(event: Event, now: datetime) -> Event:
    """The event, not later than now: a centre's clock that is fast must not make callers wait less than nothing."""
    return replace(event, at=min(event.at, now))

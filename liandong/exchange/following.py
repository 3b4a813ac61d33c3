"""Centres that are asked how a case stands, because they do not tell by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import structlog
from django.db.models import Max, QuerySet

from liandong.exchange.inbox_actions import take
from liandong.exchange.models import HandOver, Incoming
from liandong.exchange.ports import Followed, Follows, Message, NotDelivered
from liandong.exchange.rules import WITHIN
from liandong.exchange.states import OPEN, Kind, Standing, Way
from liandong.exchange.transports import transport_to
from liandong.kernel.sealing import sm3

log = structlog.get_logger(__name__)

AT_ONCE: Final = 500


def followed() -> QuerySet[HandOver]:
    """Hand-overs that a centre has and whose number there we know, the one that was silent longest first."""
    found = HandOver.objects.filter(way=Way.OUT, standing__in=OPEN, partner__active=True).exclude(theirs="")
    return found.select_related("partner", "case").order_by("last_word_at", "id")


def follow_all(now: datetime) -> int:
    """Asks how each of them stands, where the way to the centre can be asked; gives how many had something new. A centre that does not
    answer is not asked again in this round."""
    away: set[str] = set()
    new = 0
    for hand_over in followed()[:AT_ONCE]:
        way = transport_to(hand_over.partner)
        if not isinstance(way, Follows) or hand_over.partner_id in away:
            continue
        try:
            found = way.follow(hand_over.theirs, WITHIN)
        except NotDelivered as failure:
            log.info("a centre could not be asked", partner=hand_over.partner_id, code=failure.code)
            away.add(hand_over.partner_id)
            continue
        new += found is not None and hear(hand_over, found, now)
    return new


def hear(hand_over: HandOver, found: Followed, now: datetime) -> bool:
    """Takes what a centre answers as if it had told us, each thing once; whether there was anything new."""
    messages = list(said(hand_over, found, now))
    for message in messages:
        take(hand_over.partner, message, now=now)
    return bool(messages)


def said(hand_over: HandOver, found: Followed, now: datetime) -> Iterator[Message]:
    last = Incoming.objects.filter(thread=hand_over.thread).aggregate(last=Max("seq"))["last"] or 0
    words = (found.note or found.state)[:40]
    if hand_over.standing == Standing.ASKED:
        last += 1
        yield message(hand_over, Kind.ACCEPTED, last, found, {}, now)
    if found.done:
        yield message(
            hand_over, Kind.RESULT, last + 1, found, {"state": words, "note": found.note or "对方已办结"}, now
        )
    elif words != hand_over.their_state:
        yield message(hand_over, Kind.STATE, last + 1, found, {"state": words}, now)


def message(hand_over: HandOver, kind: Kind, seq: int, found: Followed, body: dict[str, str], now: datetime) -> Message:
    """One message of theirs; two workers that ask at once make the same one."""
    id_ = sm3(f"{hand_over.thread}:{seq}:{kind}:{found.state}:{found.note}".encode()).hex()
    return Message(id_, hand_over.thread, seq, kind, now, found.number, body)

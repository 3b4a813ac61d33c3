"""Writes of their messages: each once, in the order in which they were sent, with the same receipt however often it comes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import structlog
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import override

from liandong.access.queries import vault_key
from liandong.access.vault import Person
from liandong.cases.actions import move, receive
from liandong.cases.intake import Draft
from liandong.cases.rules import OtherCentre
from liandong.cases.states import Move, State
from liandong.exchange import rules
from liandong.exchange.actions import come_back, end, note
from liandong.exchange.models import HandOver, Incoming, Partner
from liandong.exchange.ports import Message, Receipt
from liandong.exchange.states import OPEN, Kind, Standing, Taking, Way
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal, unseal

log = structlog.get_logger(__name__)

MOST_LETTERS: Final = 5000
LANGUAGE: Final = "zh-hans"
"""Receipts are kept, so they speak one language."""


@transaction.atomic
def take(partner: Partner, message: Message, *, now: datetime) -> Receipt:
    """Takes a message and gives its receipt. One that came too early is kept, and counts as arrived.

    Raises:
        Refused: the id stood under another message before.
    """
    lock(partner.code, message.thread)
    before = Incoming.objects.filter(partner=partner, message=message.id).first()
    if before is not None:
        if (before.thread, before.seq, before.kind) != (message.thread, message.seq, message.kind):
            raise Refused("这个消息编号已经用过，内容却不一样。请换一个编号再发。", code="key-reused", field="id")
        return Receipt(**before.receipt)
    row = new_row(partner, message, now)
    if rules.turn(row.seq, last_taken(row)) is rules.Turn.AHEAD:
        row.state, row.held_until = Taking.HELD, now + rules.HELD_FOR
        row.receipt = asdict(Receipt(row.message, True))
        row.save(force_insert=True)
        return Receipt(**row.receipt)
    row.receipt = asdict(heard(row, now))
    row.save(force_insert=True)
    take_those_behind(row, now)
    return Receipt(**row.receipt)


def lock(partner: str, thread: str) -> None:
    """Messages of one thread come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"{partner}:{thread}"])


def new_row(partner: Partner, message: Message, now: datetime) -> Incoming:
    """The row of a message; what it says of the reporter is sealed apart."""
    body = dict(message.body)
    person = body.pop("person", None)
    row = Incoming(partner=partner, message=message.id, thread=message.thread, seq=message.seq, kind=message.kind,
                   number=message.number, body=body, said_at=message.at, received_at=now)  # fmt: skip
    if isinstance(person, dict):
        row.person = seal(json.dumps(person, ensure_ascii=False).encode(), vault_key(), row.pk.bytes)
    return row


def last_taken(row: Incoming) -> int:
    """The highest place of the thread that was taken or refused."""
    there = Incoming.objects.filter(partner=row.partner, thread=row.thread).exclude(state=Taking.HELD)
    return there.aggregate(last=Max("seq"))["last"] or 0


def heard(row: Incoming, now: datetime) -> Receipt:
    """Does what a message says; a refusal leaves no trace but its receipt. The row is changed and not yet saved."""
    try:
        with transaction.atomic():
            number = applied(row, now)
        receipt, row.state = Receipt(row.message, True, number), Taking.DONE
    except Refused as refused:
        with override(LANGUAGE):
            receipt = Receipt(row.message, False, "", refused.code, refused.sentence)
        row.state = Taking.REFUSED
        log.info("a message was refused", partner=row.partner_id, kind=row.kind, code=refused.code)
    row.held_until, row.person = None, None
    return receipt


def take_those_behind(row: Incoming, now: datetime, *, over_gaps: bool = False) -> None:
    """Takes the messages that waited for this one. Their receipts were given before and stay as they are."""
    held = Incoming.objects.filter(partner=row.partner, thread=row.thread, state=Taking.HELD)
    for each in held.select_related("partner").order_by("seq"):
        if not over_gaps and rules.turn(each.seq, last_taken(each)) is not rules.Turn.NEXT:
            return
        heard(each, now)
        each.save()


@transaction.atomic
def release(row: Incoming, *, now: datetime) -> bool:
    """Takes what has waited long enough, although one before it never came; False where the hand-over is not known yet."""
    lock(row.partner_id, row.thread)
    if not HandOver.objects.filter(partner=row.partner, thread=row.thread).exists():
        return False
    take_those_behind(row, now, over_gaps=True)
    return True


def applied(row: Incoming, now: datetime) -> str:
    """Does what a message says; gives our number of the case.

    Raises:
        Refused: it is not for them to say, or not to be taken.
    """
    if row.kind == Kind.CASE:
        return taken_over(row, now)
    found = HandOver.objects.select_for_update(of=("self",)).select_related("case", "partner")
    hand_over = found.filter(partner=row.partner, thread=row.thread).first()
    if hand_over is None:
        raise Refused("没有这次移交。", code="unknown-thread", field="thread")
    kind = Kind(row.kind)
    rules.refuse_speaker(kind, Way(hand_over.way))
    late = rules.turn(row.seq, last_taken(row)) is rules.Turn.LATE
    if rules.counts_late(kind) or not late:
        hand_over.last_word_at = now
        HEARD[kind](hand_over, row, now)
    return hand_over.case.number


def said(row: Incoming, name: str, most: int = 1000) -> str:
    """A word of a message's body, cut to what we keep."""
    found = row.body.get(name, "")
    return found.strip()[:most] if isinstance(found, str) else ""


def on_accepted(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    if hand_over.standing == Standing.ASKED:
        hand_over.standing = Standing.TAKEN
    hand_over.theirs = row.number or hand_over.theirs
    hand_over.save(update_fields=["standing", "theirs", "last_word_at"])
    note(hand_over, "exchange.accepted", now, actor=speaker(hand_over), number=hand_over.theirs)


def on_state(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    hand_over.their_state = said(row, "state", 40)
    hand_over.theirs = hand_over.theirs or row.number
    hand_over.save(update_fields=["their_state", "theirs", "last_word_at"])
    meant = rules.meant(hand_over.partner.states, hand_over.their_state)
    note(hand_over, "exchange.stood", now, actor=speaker(hand_over), their_state=hand_over.their_state, meant=meant)


def on_refused(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    if hand_over.standing in OPEN:
        come_back(hand_over, said(row, "reason", 500), now)


def on_result(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    """It is done, they say: verified by us where the partner's row asks for it, trusted otherwise."""
    if hand_over.standing not in OPEN:
        return
    hand_over.their_state = said(row, "state", 40) or hand_over.their_state
    hand_over.save(update_fields=["their_state"])
    end(hand_over, Standing.DONE, now)
    hand_over.case.refresh_from_db(fields=["state"])
    if hand_over.case.state == State.HANDED_OVER:
        name = Move.TAKE_RESULT if hand_over.partner.verified else Move.TRUST_RESULT
        given = {"note": said(row, "note") or "对方没有写办理情况", "partner": hand_over.partner_id}
        move(hand_over.case.number, name, given, by=OtherCentre(hand_over.partner_id), now=now)


def on_asked(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    hand_over.save(update_fields=["last_word_at"])
    note(hand_over, "exchange.asked", now, actor=speaker(hand_over), note=said(row, "question") or said(row, "note"))


def on_note(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    hand_over.save(update_fields=["last_word_at"])
    note(hand_over, "exchange.noted", now, actor=speaker(hand_over), note=said(row, "note"))


def on_withdrawn(hand_over: HandOver, row: Incoming, now: datetime) -> None:
    """They take back what they handed in; what becomes of our case a person decides."""
    if hand_over.standing in OPEN:
        end(hand_over, Standing.WITHDRAWN, now)
        note(hand_over, "exchange.withdrawn", now, actor=speaker(hand_over), reason=said(row, "reason", 500))


HEARD: Final[Mapping[Kind, Callable[[HandOver, Incoming, datetime], None]]] = {
    Kind.ACCEPTED: on_accepted, Kind.STATE: on_state, Kind.REFUSED: on_refused, Kind.RESULT: on_result,
    Kind.ASKED: on_asked, Kind.NOTE: on_note, Kind.WITHDRAWN: on_withdrawn,
}  # fmt: skip


def speaker(hand_over: HandOver) -> str:
    return OtherCentre(hand_over.partner_id).label


def taken_over(row: Incoming, now: datetime) -> str:
    """A case that they hand in becomes a report of ours, once for each of their numbers."""
    partner = row.partner
    rules.refuse_inward(said(row, "matter", 12), partner.inward)
    if not row.number or (partner.number_form and not re.fullmatch(partner.number_form, row.number)):
        raise Refused("{partner}的编号“{number}”写法不对。", code="bad-number", field="number", partner=partner.name,
                      number=row.number)  # fmt: skip
    before = HandOver.objects.select_related("case").filter(partner=partner, way=Way.IN, theirs=row.number).first()
    if before is not None:
        return before.case.number
    [got] = receive([drafted(row, now)], actor=OtherCentre(partner.code).label, now=now)
    if isinstance(got, Refused):
        raise got
    made = HandOver.objects.create(
        thread=row.thread, case_id=got.case, partner=partner, way=Way.IN, matter=said(row, "matter", 12),
        standing=Standing.TAKEN, theirs=row.number, begun_at=now, last_word_at=now,
    )  # fmt: skip
    note(made, "exchange.brought", now, actor=OtherCentre(partner.code).label, number=row.number)
    return got.number


def drafted(row: Incoming, now: datetime) -> Draft:
    """Their case as a report.

    Raises:
        Refused: it says nothing, or its point is none.
    """
    text = said(row, "text", MOST_LETTERS)
    if not text:
        raise Refused("消息里的 {name} 缺少或写法不对。", code="bad-message", field="text", name="text")
    lon, lat = (degrees(row.body.get(name), most) for name, most in (("lon", 180), ("lat", 90)))
    if lon is None or lat is None:
        lon = lat = None
    return Draft(key=f"exchange:{row.partner_id}:{row.number}", channel=row.partner.channel, text=text,
                 reported_at=min(row.said_at, now), title=said(row, "title", 120), words=said(row, "place", 200),
                 lon=lon, lat=lat, person=person_in(row))  # fmt: skip


def person_in(row: Incoming) -> Person:
    if not row.person:
        return Person()
    given = json.loads(unseal(bytes(row.person), vault_key(), row.pk.bytes))
    return Person(str(given.get("name", ""))[:40], str(given.get("phone", ""))[:20], given.get("confidential") is True)


def degrees(given: Any, most: int) -> float | None:
    """A coordinate, where one is given.

    Raises:
        Refused: it is no number of degrees.
    """
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not -most <= given <= most:
        raise Refused("坐标要写成度数，例如 104.101 和 30.662。", code="bad-coordinates", field="lon")
    return float(given)

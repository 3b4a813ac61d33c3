"""Writes that clear what is stuck: a person tries again, says it by telephone, sends it elsewhere, or lets it be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor, refuse_without
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.rules import OtherCentre, System
from liandong.cases.states import Move, State
from liandong.exchange.actions import deliver, end, hand_over_now, note, send_next
from liandong.exchange.inbox_actions import heard, lock, take_those_behind
from liandong.exchange.models import HandOver, Incoming, Outgoing
from liandong.exchange.queries import within_reach
from liandong.exchange.states import OPEN, Kind, Sending, Standing, Taking
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused

CLEARS = ("exchange.work", "case.hand_over")


def outgoing_at_hand(pk: Any, by: Actor) -> Outgoing:
    """A message that waits for a person, locked, with everything around it.

    Raises:
        Refused: the actor may not, or there is none within reach.
    """
    refuse_without(by, *CLEARS)
    found = Outgoing.objects.select_for_update(of=("self",)).filter(within_reach(by), pk=pk)
    row = found.select_related("hand_over__partner", "hand_over__case").first()
    if row is None:
        raise Refused("没有这条消息，或者它不在您的范围内。", code="not-found")
    return row


def refuse_settled(row: Outgoing) -> None:
    if row.state != Sending.WAITING and not (row.state == Sending.REFUSED and row.settled_at is None):
        raise Refused("这条消息已经了结，不用再处理。", code="settled-before")


def refuse_silence(words: str, field: str) -> str:
    if not words.strip():
        raise Refused("写一句：为什么这样处理，以后看得懂。", code="input-missing", field=field)
    return words.strip()[:500]


def retry_now(pk: Any, *, by: Actor, now: datetime) -> Outgoing:
    """Tries a message at once, those before it in its thread first; gives it as it stands then.

    Raises:
        Refused: it is settled, or not within reach.
    """
    with transaction.atomic():
        row = outgoing_at_hand(pk, by)
        refuse_settled(row)
        before = list(row.hand_over.outgoing.filter(state=Sending.WAITING, seq__lte=row.seq).order_by("seq"))
    for each in before:
        deliver(each.pk, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def said_by_phone(pk: Any, words: str, *, by: Actor, now: datetime, key: str) -> None:
    """Somebody told the partner by telephone; who and what they answered stands in the words."""
    if entry_with_key(key):
        return
    row = outgoing_at_hand(pk, by)
    refuse_settled(row)
    said = refuse_silence(words, "note")
    settle(row, Sending.BY_PHONE, now)
    if row.kind == Kind.CASE:
        HandOver.objects.filter(pk=row.hand_over_id, standing=Standing.ASKED).update(
            standing=Standing.TAKEN, last_word_at=now
        )
    note(row.hand_over, "exchange.by_phone", now, actor=by.label, key=key, message=str(row.pk), note=said)
    send_next(row)


@transaction.atomic
def drop(pk: Any, reason: str, *, by: Actor, now: datetime, key: str) -> None:
    """Lets a message be. Without its first message a hand-over is none: the case comes back to the dispatcher, and what was
    to follow is let be too."""
    if entry_with_key(key):
        return
    row = outgoing_at_hand(pk, by)
    refuse_settled(row)
    why = refuse_silence(reason, "reason")
    settle(row, Sending.DROPPED, now)
    note(
        row.hand_over, "exchange.dropped", now, actor=by.label, key=key, message=str(row.pk), said=row.kind, reason=why
    )
    if row.kind != Kind.CASE:
        send_next(row)
        return
    for each in row.hand_over.outgoing.filter(state=Sending.WAITING):
        settle(each, Sending.DROPPED, now)
    if row.hand_over.standing in OPEN:
        end(row.hand_over, Standing.WITHDRAWN, now)
    if Case.objects.get(pk=row.hand_over.case_id).state == State.HANDED_OVER:
        move(
            row.hand_over.case.number,
            Move.TAKE_BACK,
            {"reason": why, "partner": row.hand_over.partner_id},
            by=System(),
            now=now,
        )


def send_elsewhere(pk: Any, partner: str, reason: str, *, by: Actor, now: datetime, key: str) -> Outgoing:
    """Hands the case over to another partner in the place of one that does not answer.

    Raises:
        Refused: it is not the first message of a hand-over, or the other partner does not take such a matter.
    """
    with transaction.atomic():
        row = outgoing_at_hand(pk, by)
        if row.kind != Kind.CASE:
            raise Refused("只有移交本身能改发别的中心；这一条请重试、电话告知或放弃。", code="not-a-case")
        drop(pk, reason, by=by, now=now, key=f"{key}:drop")
        given = {
            "partner": partner,
            "matter": row.hand_over.matter,
            "reason": row.body.get("reason") or reason,
            "asked": "1",
        }
        message = hand_over_now(row.hand_over.case.number, given, by=by, now=now, key=key, at_once=False)
    if message.urgent:
        deliver(message.pk, now=now)
        message.refresh_from_db()
    return message


def settle(row: Outgoing, state: Sending, now: datetime) -> None:
    row.state, row.settled_at, row.person = state, now, None
    row.save(update_fields=["state", "settled_at", "person"])


def incoming_at_hand(pk: Any, by: Actor) -> Incoming:
    """A message of theirs that is held, with its thread locked.

    Raises:
        Refused: the actor may not, or there is none.
    """
    refuse_without(by, "exchange.work")
    row = Incoming.objects.select_related("partner").filter(pk=pk).first()
    if row is None:
        raise Refused("没有这条消息，或者它不在您的范围内。", code="not-found")
    lock(row.partner_id, row.thread)
    row.refresh_from_db()
    if row.state != Taking.HELD:
        raise Refused("这条消息已经了结，不用再处理。", code="settled-before")
    return row


@transaction.atomic
def drop_incoming(pk: Any, reason: str, *, by: Actor, now: datetime, key: str) -> None:
    """Lets a held message be; its text stays, what it said of a reporter goes."""
    if entry_with_key(key):
        return
    row, why = incoming_at_hand(pk, by), refuse_silence(reason, "reason")
    row.state, row.held_until, row.person = Taking.REFUSED, None, None
    row.save()
    take_those_behind(row, now)
    remember(row, "exchange.incoming_dropped", by, now, key, reason=why)


@transaction.atomic
def take_now(pk: Any, *, by: Actor, now: datetime, key: str) -> str:
    """Takes a held message as it is; gives the reason where it cannot be taken, else nothing."""
    if entry_with_key(key):
        return ""
    row = incoming_at_hand(pk, by)
    receipt = heard(row, now)
    if not receipt.taken:
        row.refresh_from_db()
        return receipt.reason
    row.save()
    take_those_behind(row, now)
    remember(row, "exchange.incoming_taken", by, now, key)
    return ""


def remember(row: Incoming, kind: str, by: Actor, now: datetime, key: str, **words: str) -> None:
    """A fact about a message that may belong to no case yet stands with its partner."""
    fact = Fact(kind, {"message": row.message, "said": row.kind, **words})
    record(OtherCentre(row.partner_id).label, fact, actor=by.label, now=now, key=key)

"""Writes of answers: queued once by their key, carried by a job, tried again, and never carried twice where that can be known."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from liandong.access.rules import Actor, refuse_without
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused
from liandong.letters import queries, rules
from liandong.letters.models import Conversation, Reply
from liandong.letters.ports import Answer, NotSent
from liandong.letters.services import plug_in, through
from liandong.letters.states import STUCK, Sending

log = structlog.get_logger(__name__)
QUEUE: Final = "letters"
SEND: Final = "letters.send"


def queue_reply(
    row: Conversation, text: str, *, key: str, thread: str = "", noted: tuple[str, Fact] | None = None, now: datetime
) -> Reply:  # fmt: skip
    """Puts an answer on its way, once for a key; it leaves when the transaction ends. `noted`: subject and fact that the journal gets
    once it has gone."""
    said = {"subject": noted[0], "kind": noted[1].kind, "data": dict(noted[1].data)} if noted else None
    short = rules.shortened(text, plug_in(row.inlet.service).letters)
    with transaction.atomic():
        reply, made = Reply.objects.get_or_create(
            key=key,
            defaults={
                "conversation": row,
                "text": short,
                "thread": thread,
                "noted": said,
                "queued_at": now,
                "next_try_at": now,
            },
        )
        if made:
            send_later(reply.pk)
    return reply


def release_held(row: Conversation, now: datetime) -> None:
    """Whoever writes can be answered again: what was held back goes now, before anything new."""
    for reply in Reply.objects.select_for_update().filter(conversation=row, state=Sending.HELD).order_by("queued_at"):
        reply.state, reply.next_try_at, reply.tries = Sending.WAITING, now, 0
        reply.save(update_fields=["state", "next_try_at", "tries"])
        send_later(reply.pk)


def send_later(reply: UUID, at: datetime | None = None) -> None:
    in_transaction().configure_task(SEND, queue=QUEUE, schedule_at=at).defer(reply=str(reply))


def deliver(pk: UUID, *, now: datetime) -> Reply | None:
    """Tries an answer whose turn it is; None where it is not, or somebody else is at it.

    That it is being sent is written down before it is sent. What was cut off by a crash is carried again only by services that know
    keys; for the others nobody can say whether it arrived, and a person decides.
    """
    with transaction.atomic():
        turn = queries.due(now).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
        row = turn.select_related("conversation__inlet").first()
        if row is None:
            return None
        # Answers to one person keep their order.
        earlier = Reply.objects.filter(conversation=row.conversation_id, state__in=(Sending.WAITING, Sending.SENDING),
                                       queued_at__lt=row.queued_at)  # fmt: skip
        if earlier.exists():
            row.next_try_at = now + rules.pause(1)
            row.save(update_fields=["next_try_at"])
            send_later(row.pk, row.next_try_at)
            return None
        row.state, row.next_try_at, row.tries = Sending.SENDING, now, row.tries + 1
        row.save(update_fields=["state", "next_try_at", "tries"])
    settle(row, now)
    return row


def settle(row: Reply, now: datetime) -> None:
    """Sends an answer that is ours to send, and keeps what came of it."""
    inlet = row.conversation.inlet
    try:
        who = queries.opened(row.conversation, row.conversation.sealed)
        answer = Answer(who, row.text, row.key, row.thread)
        row.proof = through(inlet, lambda service: service.send(answer), now)[:200]
    except NotSent as failure:
        row.state = rules.after_failure(failure.code, row.tries, keyed=plug_in(inlet.service).keyed)
        row.error = str(failure)[:200]
    else:
        row.state, row.error, row.settled_at = Sending.SENT, "", now
    with transaction.atomic():
        if row.state == Sending.WAITING:
            row.next_try_at = now + rules.pause(row.tries)
            send_later(row.pk, row.next_try_at)
        if row.state == Sending.SENT and row.noted:
            fact = Fact(row.noted["kind"], row.noted["data"])
            record(row.noted["subject"], fact, actor="system", now=now, key=f"gone:{row.key}")
        row.save(update_fields=["state", "error", "proof", "settled_at", "next_try_at"])
        if row.state == Sending.SENT:
            bring_on(row, now)
    log.info("an answer was tried", inlet=inlet.pk, state=row.state, tries=row.tries)


def bring_on(row: Reply, now: datetime) -> None:
    """The next answer to the same person, which waited for its turn, need not wait any longer."""
    waiting = Reply.objects.filter(
        conversation=row.conversation_id, state=Sending.WAITING, tries=0, next_try_at__gt=now
    )
    following = waiting.order_by("queued_at", "next_try_at").first()
    if following is not None:
        Reply.objects.filter(pk=following.pk).update(next_try_at=now)
        send_later(following.pk)


@transaction.atomic
def pick_up(now: datetime) -> int:
    """What a crash cut off goes on where that is safe, and waits for a person where it is not; gives how many there were."""
    rows = list(queries.stranded(now).select_for_update(of=("self",)).select_related("conversation__inlet"))
    for row in rows:
        row.state = Sending.WAITING if plug_in(row.conversation.inlet.service).keyed else Sending.UNSURE
        row.next_try_at = now
        row.save(update_fields=["state", "next_try_at"])
    return len(rows)


def stuck_reply(pk: UUID, by: Actor) -> Reply:
    refuse_without(by, "exchange.work")
    row = Reply.objects.select_for_update().filter(pk=pk, state__in=STUCK).first()
    if row is None:
        raise Refused("没有这条没送达的回信，可能已经送到了。", code="not-found")
    return row


@transaction.atomic
def retry_reply(pk: UUID, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """A person wants an answer tried at once.

    Raises:
        Refused: the person may not, or it is settled.
    """
    fact = Fact("reply.retried", {"reply": str(pk)})
    if written_before(key, None, fact):
        return
    row = stuck_reply(pk, by)
    row.state, row.next_try_at, row.tries = Sending.WAITING, now, 0
    row.save(update_fields=["state", "next_try_at", "tries"])
    send_later(pk)
    record(f"conversation:{row.conversation_id}", fact, actor=by.label, now=now, key=key)


@transaction.atomic
def drop_reply(pk: UUID, reason: str, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """A person lets an answer be.

    Raises:
        Refused: the person may not, says no reason, or it is settled.
    """
    fact = Fact("reply.dropped", {"reply": str(pk), "reason": reason.strip()[:200]})
    if written_before(key, None, fact):
        return
    row = stuck_reply(pk, by)
    if not reason.strip():
        raise Refused("请写明理由。", code="input-missing", field="note")
    row.state, row.settled_at = Sending.DROPPED, now
    row.save(update_fields=["state", "settled_at"])
    record(f"conversation:{row.conversation_id}", fact, actor=by.label, now=now, key=key)

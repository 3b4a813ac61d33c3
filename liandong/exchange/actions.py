"""Writes of hand-overs and of our messages: begun in the transaction of the move, sent until there is a receipt."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import Max

from liandong.access.actions import look_at_reporter
from liandong.access.queries import vault_key
from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.rules import By, OtherCentre
from liandong.cases.states import Move, State
from liandong.exchange import rules
from liandong.exchange.models import HandOver, Outgoing, Partner
from liandong.exchange.ports import Message, NotDelivered, Receipt, Transport
from liandong.exchange.queries import earlier_unsettled, partner_named
from liandong.exchange.states import AT_ONCE, OPEN, Kind, Sending, Standing, Way
from liandong.exchange.transports import transport_to
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.jobs import in_transaction
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import seal, unseal

log = structlog.get_logger(__name__)

SEND: Final = "exchange.send"
QUEUE: Final = "exchange"


def begin(case: Case, entry: Entry, by: By, now: datetime) -> None:
    """Goes with the move hand_over, in its transaction: what may not be passed is refused, and the move with it.

    Raises:
        Refused: the partner is not there for such a matter, nobody asked for it, or the reporter wants to be covered.
    """
    given = entry.data
    partner, matter = partner_named(str(given["partner"])), rules.matter_of(given.get("matter"))
    rules.refuse_outward(matter, partner.outward, asked=bool(given.get("asked")), name=partner.name)
    made = HandOver(
        case=case, partner=partner, way=Way.OUT, matter=matter, standing=Standing.ASKED, begun_at=now, last_word_at=now
    )
    made.thread = str(made.pk)
    made.save(force_insert=True)
    person = passed_on(case, partner, by, now) if given.get("identity") else {}
    body = body_of(case, entry.data)
    if partner.kinds:
        body["their_kind"] = rules.kind_there(partner.kinds, case.kind or "")
    queue(made, Kind.CASE, body, now, urgent=matter in AT_ONCE, entry=entry.pk, person=person)


def body_of(case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a partner is told of a case: what and where, and nothing of who said it."""
    said = [report.text for report in case.reports.order_by("id")]
    return {
        "title": case.title, "text": "\n".join(said), "matter": given["matter"], "reason": given["reason"], "kind": case.kind,
        "place": case.place, "area": case.area, "lon": case.lon, "lat": case.lat, "urgency": case.urgency,
        "reported_at": case.received_at.isoformat(),
    }  # fmt: skip


def passed_on(case: Case, partner: Partner, by: By, now: datetime) -> dict[str, str]:
    """The reporter's name and number, because the partner needs them; two footprints tell the reporter so.

    Raises:
        Refused: the actor may not look, or the reporter asked to be covered.
    """
    report = case.reports.select_related("identity").exclude(identity=None).order_by("id").first()
    if report is None or report.identity is None:
        return {}
    if report.identity.confidential:
        raise Refused(
            "上报人要求保密，姓名电话不能随案移交。去掉这一项再移交。", code="identity-covered", field="identity"
        )
    if not isinstance(by, Actor):
        raise Refused("这一步要由人来做。", code="needs-a-person")
    reason = f"移交{partner.name}，对方要联系本人"
    return {field: look_at_reporter(report.identity, field, purpose="other", reason=reason, subject=subject_of(case), actor=by,
                                    now=now) for field in ("name", "phone")}  # fmt: skip


@transaction.atomic
def queue(hand_over: HandOver, kind: Kind, body: Mapping[str, Any], now: datetime, *, urgent: bool = False,
          entry: int | None = None, person: Mapping[str, str] | None = None) -> Outgoing:  # fmt: skip
    """Puts a message of a hand-over behind those before it; about one entry there is only one. Locks the hand-over."""
    HandOver.objects.select_for_update().get(pk=hand_over.pk)
    before = hand_over.outgoing.filter(entry=entry).first() if entry else None
    if before is not None:
        return before
    seq = (hand_over.outgoing.aggregate(last=Max("seq"))["last"] or 0) + 1
    row = Outgoing(hand_over=hand_over, seq=seq, kind=kind, body=dict(body), urgent=urgent, entry=entry, queued_at=now,
                   next_try_at=now)  # fmt: skip
    if person:
        row.person = seal(json.dumps(person, ensure_ascii=False).encode(), vault_key(), row.pk.bytes)
    row.save(force_insert=True)
    # Whoever queues an emergency sends it at once; the job is for when that fails.
    send_later(row, now + rules.pause(1, urgent=True) if urgent else None)
    return row


def send_later(row: Outgoing, at: datetime | None = None) -> None:
    in_transaction().configure_task(SEND, queue=QUEUE, schedule_at=at).defer(outgoing=str(row.pk))


@transaction.atomic
def deliver(outgoing: Any, *, now: datetime) -> Outgoing | None:
    """Tries once to send a message; None where it is not its turn, or somebody else is at it.

    The row is locked meanwhile. A crash between sending and committing repeats it under the same id, which the partner knows.
    """
    waiting = Outgoing.objects.select_for_update(of=("self",), skip_locked=True).filter(state=Sending.WAITING)
    row = (
        waiting.exclude(earlier_unsettled())
        .select_related("hand_over__partner", "hand_over__case")
        .filter(pk=outgoing)
        .first()
    )
    if row is None:
        return None
    begun = time.monotonic()
    try:
        receipt = answered(row)
    except NotDelivered as failure:
        not_delivered(row, failure, now, since(begun))
    else:
        received(row, receipt, now, since(begun))
    return row


def since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def answered(row: Outgoing) -> Receipt:
    """The receipt for a message.

    Raises:
        NotDelivered: whatever else the way to the partner raises is that too, and logged.
    """
    message = message_of(row)
    try:
        way = transport_to(row.hand_over.partner)
        return in_time(way, message) if row.urgent else way.send(message, rules.WITHIN)
    except NotDelivered:
        raise
    except Exception as error:
        log.error("a transport failed", partner=row.hand_over.partner_id, error=type(error).__name__)
        raise NotDelivered("error", type(error).__name__) from error


def in_time(way: Transport, message: Message) -> Receipt:
    """Sends in a thread of its own: names that resolve slowly or an answer that drips must not hold up an emergency."""
    answers: SimpleQueue[Receipt | Exception] = SimpleQueue()

    def send() -> None:
        try:
            answers.put(way.send(message, rules.AT_ONCE_WITHIN))
        except Exception as error:
            answers.put(error)

    Thread(target=send, name="emergency", daemon=True).start()
    try:
        answer = answers.get(timeout=rules.AT_ONCE_WITHIN)
    except Empty:
        raise NotDelivered("no-answer") from None
    if isinstance(answer, Receipt):
        return answer
    raise answer


def message_of(row: Outgoing) -> Message:
    """What travels: the row, and what is passed on of the reporter unsealed."""
    body = dict(row.body)
    if row.person:
        body["person"] = json.loads(unseal(bytes(row.person), vault_key(), row.pk.bytes))
    return Message(str(row.pk), row.hand_over.thread, row.seq, row.kind, row.queued_at, row.hand_over.case.number, body)


def not_delivered(row: Outgoing, failure: NotDelivered, now: datetime, took: int) -> None:
    """Keeps why, and when to try again; the first failure of an emergency is a fact of its own."""
    row.tries += 1
    row.error, row.took_ms = str(failure)[:200], took
    row.next_try_at = now + rules.pause(row.tries, urgent=row.urgent)
    row.save(update_fields=["tries", "error", "took_ms", "next_try_at"])
    send_later(row, row.next_try_at)
    if row.urgent and row.tries == 1:
        note(row.hand_over, "exchange.unanswered", now, ms=took, message=str(row.pk), why=failure.code)


def received(row: Outgoing, receipt: Receipt, now: datetime, took: int) -> None:
    """Keeps the receipt; the next message of the thread may go."""
    row.tries += 1
    row.state = Sending.RECEIVED if receipt.taken else Sending.REFUSED
    row.receipt, row.took_ms, row.error = asdict(receipt), took, ""
    # A case that is refused comes back by itself; what else is refused waits for a person.
    row.settled_at = now if receipt.taken or row.kind == Kind.CASE else None
    row.person = None
    row.save()
    note(row.hand_over, "exchange.sent", now, message=str(row.pk), said=row.kind, ms=took, tries=row.tries,
         number=receipt.number, taken=receipt.taken)  # fmt: skip
    if row.kind == Kind.CASE and receipt.taken and receipt.number:
        HandOver.objects.filter(pk=row.hand_over_id, theirs="").update(theirs=receipt.number, last_word_at=now)
    if row.kind == Kind.CASE and not receipt.taken:
        come_back(row.hand_over, receipt.reason or receipt.code, now)
    send_next(row)


def send_next(row: Outgoing) -> None:
    following = Outgoing.objects.filter(hand_over=row.hand_over_id, state=Sending.WAITING).order_by("seq").first()
    if following is not None:
        send_later(following)


def come_back(hand_over: HandOver, reason: str, now: datetime) -> None:
    """The partner does not take it: the case goes back to the dispatcher, with the reason."""
    end(hand_over, Standing.REFUSED, now)
    if Case.objects.get(pk=hand_over.case_id).state == State.HANDED_OVER:
        given = {"reason": reason or "对方没有写理由", "partner": hand_over.partner_id}
        move(hand_over.case.number, Move.TAKE_BACK, given, by=OtherCentre(hand_over.partner_id), now=now)


def end(hand_over: HandOver, standing: Standing, now: datetime) -> None:
    hand_over.standing, hand_over.last_word_at, hand_over.ended_at = standing, now, now
    hand_over.save(update_fields=["standing", "last_word_at", "ended_at"])


def note(
    hand_over: HandOver, kind: str, now: datetime, *, actor: str = "system", key: str | None = None, **data: Any
) -> None:
    """Records a fact of a hand-over on its case."""
    fact = Fact(kind, {"partner": hand_over.partner_id, **data})
    record(f"case:{hand_over.case_id}", fact, actor=actor, now=now, key=key)


def hand_over_now(number: str, given: Mapping[str, Any], *, by: By, now: datetime, key: str,
                  at_once: bool = True) -> Outgoing:  # fmt: skip
    """Hands a case over and, where it is an emergency, sends it before it returns: two transactions, so that the hand-over
    stands even when nobody answers (not `at_once`: the caller sends it after its own transaction). The same key again gives the message as it stands.

    Raises:
        Refused: the move or what goes with it is not allowed.
    """
    moved = move(number, Move.HAND_OVER, given, by=by, now=now, key=key)
    message = Outgoing.objects.select_related("hand_over__partner").get(entry=moved.entry.pk, kind=Kind.CASE)
    if at_once and message.urgent and message.state == Sending.WAITING and message.tries == 0:
        deliver(message.pk, now=now)
        message.refresh_from_db()
    return message


@transaction.atomic
def say(case: Case, words: str, *, by: Actor, now: datetime, key: str) -> None:
    """Sends a remark or an answer to the partner that has the case or handed it in.

    Raises:
        Refused: nothing is said, or nobody is there to hear it.
    """
    if Entry.objects.filter(key=key).exists():
        return
    if not words.strip():
        raise Refused("写下要告诉对方的话。", code="input-missing", field="note")
    hand_over = HandOver.objects.filter(case=case, standing__in=OPEN).order_by("-begun_at").first()
    if hand_over is None:
        raise Refused("这件案卷现在没有移交给谁，也不是谁转来的。", code="no-hand-over")
    queue(hand_over, Kind.NOTE, {"note": words.strip()[:1000]}, now)
    note(hand_over, "exchange.said", now, actor=by.label, key=key, note=words.strip()[:1000])

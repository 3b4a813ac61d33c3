"""Writes of notices and deliveries; the reactions to what happens to cases."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from liandong.access.actions import person_to_tell
from liandong.access.rules import Actor
from liandong.cases.models import Case, Report
from liandong.cases.states import State
from liandong.cases.tracking import token
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel import clock
from liandong.letters.telling import read_by_all, tell_writer
from liandong.notices.couriers import courier
from liandong.notices.models import Delivery, Notice
from liandong.notices.queries import to
from liandong.notices.rung_texts import text_later
from liandong.notices.sentences import to_all, to_reporter

log = structlog.get_logger(__name__)

TO_CENTRE: Final = frozenset({"case.returned", "case.reopened", "case.extension_asked", "case.suspension_asked",
                              "case.taken_back", "exchange.asked", "exchange.withdrawn", "case.recheck_failed"})  # fmt: skip
UNDECIDED: Final = frozenset({State.RECEIVED, State.TRIAGED})
TO_VERIFIERS: Final = frozenset({"case.handled", "case.result_taken", "case.recheck_due"})


def case_of(entry: Entry) -> Case:
    return Case.objects.get(pk=int(entry.subject.partition(":")[2]))


def tell_unit(entry: Entry) -> None:
    """Puts a notice before the unit that must act: the one that holds the case, the verifiers, or the centre."""
    case = case_of(entry)
    if case.state == State.MERGED:
        return
    unit = f"{settings.LIANDONG_DISTRICT}-center" if entry.kind in TO_CENTRE else case.unit
    if entry.kind == "case.recalled":
        unit = entry.data["from"]
    if entry.kind in TO_VERIFIERS:
        unit = f"{case.area[:9]}-hecha"
    if unit:
        notice(unit, entry, case)


def notice(unit: str, entry: Entry, case: Case) -> None:
    """One notice, once."""
    Notice.objects.get_or_create(
        unit=unit, entry=entry, defaults={"subject": entry.subject, "number": case.number, "title": case.title,
                                          "kind": entry.kind, "at": entry.at},
    )  # fmt: skip


def tell_named(entry: Entry) -> None:
    """Puts a notice before the units that the fact itself names."""
    case = case_of(entry)
    for unit in entry.data.get("to") or ():
        notice(unit, entry, case)


@transaction.atomic
def tell_seat(entry: Entry) -> None:
    """Puts a warning or a rung before the post that must act, and writes down that it was delivered; a rung goes to its telephone, too."""
    case = case_of(entry)
    seat = {name: entry.data[name] for name in ("acting_unit", "acting_role", "rung", "stage")}
    words = {
        "subject": entry.subject,
        "number": case.number,
        "title": case.title,
        "kind": entry.kind,
        "at": clock.now(),
    }
    _, made = Notice.objects.get_or_create(
        unit=seat["acting_unit"], entry=entry, defaults={**words, "role": seat["acting_role"]}
    )
    if made and seat["rung"]:
        fact = Fact("case.rung_delivered", {**seat, "entry": entry.pk})
        record(entry.subject, fact, actor="system", now=clock.now(), key=f"delivered:{entry.pk}")
        text_later(entry, clock.now())


def tell_reporters(entry: Entry) -> None:
    """Tells everybody who reported the case and left a telephone number, once each."""
    case = case_of(entry)
    tell(entry, case, Report.objects.filter(case=case))


def tell_joined(entry: Entry) -> None:
    """Tells those whose reports were merged into a case what they missed: who has it and by when, or that it is done."""
    case = case_of(entry)
    tell(entry, case, Report.objects.filter(case=case, pk__in=entry.data["reports"]))


def tell_split(entry: Entry) -> None:
    """Tells those whose reports were taken out of another case again that theirs goes its own way."""
    case = case_of(entry)
    tell(entry, case, Report.objects.filter(case=case, pk__in=entry.data["reports"]))


def tell_caller(entry: Entry) -> None:
    """Tells a caller who agreed to it the number of their case, once. Where a unit or another centre has the case by then, being
    told of that says the same and more."""
    found = Report.objects.filter(pk=entry.data.get("text")).select_related("case").first()
    if found is not None and found.case.state in UNDECIDED:
        tell(entry, found.case, Report.objects.filter(pk=found.pk))


def tell(entry: Entry, case: Case, reports: QuerySet[Report]) -> None:
    for report in reports.exclude(identity=None).select_related("identity", "twin"):
        made, _ = Delivery.objects.get_or_create(
            report=report, entry=entry, defaults={"text": words_for(entry, case, report), "queued_at": clock.now()}
        )
        if made.sent_at is None:
            deliver(made.pk)


def words_for(entry: Entry, case: Case, report: Report) -> str:
    """What one reporter is told. Where everybody reads it, neither what a unit wrote nor what opens the report stands in it."""
    track = f"{settings.LIANDONG_PUBLIC_URL}/track/{token(report.pk)}"
    contact = person_to_tell(report.identity).contact if report.identity else ""
    if contact and read_by_all(contact):
        return to_all(entry.kind, case, report)
    return to_reporter(entry.kind, case, entry.data, report, track)


@transaction.atomic
def deliver(delivery_id: int) -> None:
    """Carries one message: through the door by which a letter came, by text message otherwise. The row is locked meanwhile; a crash between carrying and committing repeats it under the
    same key, which the courier knows."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("report__identity").get(pk=delivery_id)
    if delivery.sent_at is not None or delivery.report.identity is None:
        return
    person = person_to_tell(delivery.report.identity)
    if person.contact:
        key = f"delivery:{delivery.entry_id}-{delivery.report_id}"
        delivery.courier = tell_writer(person.contact, delivery.text, key=key, now=clock.now())
    elif person.phone:
        by = courier()
        by.carry(person.phone, delivery.text, f"{delivery.entry_id}-{delivery.report_id}")
        delivery.courier = by.name
    delivery.sent_at = clock.now()
    delivery.save(update_fields=["courier", "sent_at"])
    log.info("reporter told", subject=f"report:{delivery.report_id}", entry=delivery.entry_id)


@transaction.atomic
def mark_read(actor: Actor, *, now: datetime, key: str | None = None) -> int:
    """Marks all notices to the actor as read; gives how many. The same key leaves what came after it unread.

    Of a rung it stands in the case's journal too: it is the proof that whoever must act knew.
    """
    subject = f"notices:{actor.unit}"
    if written_before(key, subject, Fact("notices.read")):
        return 0
    unread = list(Notice.objects.select_for_update().filter(to(actor), read_at=None).select_related("entry"))
    for notice in unread:
        if notice.kind == "case.escalated":
            told = {name: notice.entry.data[name] for name in ("acting_unit", "acting_role", "rung", "stage")}
            fact = Fact("case.rung_read", {**told, "entry": notice.entry_id})
            record(notice.subject, fact, actor=actor.label, now=now)
    marked = Notice.objects.filter(pk__in=[notice.pk for notice in unread]).update(read_at=now)
    record(subject, Fact("notices.read", {"notices": marked}), actor=actor.label, now=now, key=key)
    return marked

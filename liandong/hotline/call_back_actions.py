"""Writes of call-backs: asked for when a case is verified, taken by one agent at a time, answered once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.queries import in_sight
from liandong.cases.rules import Reporter
from liandong.cases.states import Move
from liandong.hotline.models import CallBack, PhoneCall
from liandong.hotline.rules import Told, call_back_at, next_try, refuse_half, reopens
from liandong.hotline.states import TAKEN_FOR, CallBackState, Reach
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused

SYSTEM = "system"


def subject_of(row: CallBack) -> str:
    """How the journal names a call-back."""
    return f"call_back:{row.pk}"


@transaction.atomic
def ask_for(entry: Entry) -> int:
    """Somebody verified a case: those who reported it by telephone, left a number and have not said otherwise are called back.
    Gives how many are new; the same entry again adds none."""
    case = Case.objects.get(pk=int(entry.subject.partition(":")[2]))
    found = Report.objects.filter(case=case, channel="hotline", stars=None).exclude(identity=None)
    calls = {call.report: call for call in PhoneCall.objects.filter(case__isnull=False, report__in=found.values("pk"))}
    count = 0
    for report in found.exclude(identity__masked_phone=""):
        call = calls.get(report.pk)
        if call and not call.call_back:
            continue
        due = call_back_at(entry.at, call.call_back_after if call else None)
        row, made = CallBack.objects.get_or_create(
            report=report, entry=entry.pk, defaults={"case": case, "due_at": due}
        )
        if made:
            count += 1
            record(subject_of(row), Fact("call_back.asked", {"case": case.pk}), actor=SYSTEM, now=entry.at)
    return count


@transaction.atomic
def spare(case: int, *, now: datetime, report: int | None = None) -> int:
    """Nobody needs to be asked any more: a reporter has said it themselves, or the case is open again."""
    rows = CallBack.objects.select_for_update().filter(case=case, state=CallBackState.WAITING)
    rows = rows.filter(report=report) if report else rows
    for row in rows:
        row.state = CallBackState.SPARED
        row.save(update_fields=["state"])
        record(subject_of(row), Fact("call_back.spared"), actor=SYSTEM, now=now)
    return len(rows)


@transaction.atomic
def take_call_back(pk: int, *, by: Actor, now: datetime) -> CallBack:
    """Takes a call-back for half an hour, so that nobody is rung twice.

    Raises:
        Refused: it is not within sight, is over, or somebody else has it.
    """
    row = at_hand(pk, by, now)
    row.taken_by_id, row.taken_at = by.account, now
    row.save(update_fields=["taken_by", "taken_at"])
    return row


def at_hand(pk: int, by: Actor, now: datetime) -> CallBack:
    found = CallBack.objects.select_for_update(of=("self",)).select_related("case", "report__identity")
    row = found.filter(pk=pk).first()
    if row is None or not by.may("call.take") or not in_sight(row.case, by):
        raise Refused("没有这条回访，或者它不在您的范围内。", code="not-found")
    if row.state != CallBackState.WAITING:
        raise Refused("这条回访已经办完。", code="settled-before")
    if row.taken_by_id not in (None, by.account) and row.taken_at and now - row.taken_at < TAKEN_FOR:
        raise Refused("别的坐席正在打这个回访。", code="taken")
    return row


@transaction.atomic
def answer_call_back(pk: int, told: Told, *, by: Actor, now: datetime, key: str) -> CallBack:
    """Writes down what the person said, as that person's own word: the grade is their rating, and what is not solved reopens,
    unless what they ask for cannot be given. The same key again changes nothing.

    Raises:
        Refused: half of it is missing, it is over or somebody else's, or the case cannot be rated any more.
    """
    if written_before(key, f"call_back:{pk}", Fact("call_back.tried", {"reach": told.reach})):
        return CallBack.objects.get(pk=pk)
    row = at_hand(pk, by, now)
    refuse_half(told)
    row.tries += 1
    state, again_at = next_try(told, row.tries, now)
    row.state, row.due_at = state, again_at or row.due_at
    row.taken_by_id, row.taken_at = (None, None) if again_at else (by.account, now)
    row.done_at = None if again_at else now
    row.solved, row.stars, row.unreasonable = told.solved, told.stars, told.unreasonable
    row.save()
    fact = {
        "reach": told.reach,
        "state": state,
        "solved": told.solved,
        "stars": told.stars,
        "unreasonable": told.unreasonable,
    }
    record(subject_of(row), Fact("call_back.tried", fact), actor=by.label, now=now, key=key)
    if told.reach is Reach.REACHED:
        say_for(row, told, by, now, key)
    return row


def say_for(row: CallBack, told: Told, by: Actor, now: datetime, key: str) -> None:
    """Makes the reporter's move in their name; the journal says by whose hand."""
    reporter = Reporter(row.report_id, label=by.label)
    # What the reaction to these moves would spare is answered by now.
    if reopens(told):
        move(
            row.case.number,
            Move.REOPEN,
            {"reason": told.words.strip()[:500]},
            by=reporter,
            now=now,
            key=f"{key}:reopen",
        )
    elif row.report.stars is None:
        move(row.case.number, Move.RATE, {"stars": told.stars}, by=reporter, now=now, key=f"{key}:rate")

"""Writes of disputes: "not ours", the answer of whom it names, the ruling, and what happens when nobody speaks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases import actions as cases
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import office
from liandong.cases.rules import System
from liandong.cases.states import Move, State
from liandong.deadlines.states import Measure
from liandong.forces.queries import units
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.linkage.involving import done_before, locked, refresh
from liandong.linkage.models import Dispute, Precedent
from liandong.linkage.ownership import last_resort, may_answer
from liandong.linkage.precedents import KNOWN, SUBJECT, terms
from liandong.linkage.states import UNDECIDED, DisputeState

AT_ONCE: Final = 500


@transaction.atomic
def claim(number: str, reason: str, *, by: Actor, now: datetime, named: str = "", key: str | None = None) -> Dispute:
    """The holder says that the case is not its own, and may name whose it is. Its clocks go on meanwhile.

    Raises:
        Refused: the case is not the actor's unit's, it must keep it, or the named unit makes no sense.
    """
    case = locked(number, by)
    if done_before(case, key, "case.disputed"):
        return Dispute.objects.filter(case=case).latest("id")
    if named:
        refuse_unit(named, "named")
        if named == case.unit:
            raise Refused("点名的就是您单位自己。", code="bad-unit", field="named")
    to = [named or f"{case.area[:6]}-center"]
    moved = cases.move(number, Move.DISPUTE, {"reason": reason, "named": named, "to": to}, by=by, now=now, key=key)
    hours = terms(case.area).answer_hours if named else terms(case.area).ruling_hours
    made = Dispute.objects.create(
        case=case, unit=case.unit or "", named=named or None, reason=reason, claimed_at=now, due_at=until(now, hours),
        state=DisputeState.CLAIMED if named else DisputeState.CONTESTED,
    )  # fmt: skip
    refresh(moved.case)
    return made


@transaction.atomic
def answer(number: str, *, ours: bool, reason: str, by: Actor, now: datetime, key: str | None = None) -> Dispute:
    """The named unit answers: it is ours, and gets the case; or it is not, with a reason, and the centre rules.

    Raises:
        Refused: it does not name the actor's unit, is answered already, or no reason is given.
    """
    case = locked(number, by)
    kind = "dispute.conceded" if ours else "dispute.contested"
    if done_before(case, key, kind):
        return Dispute.objects.filter(case=case).latest("id")
    found = open_dispute(case)
    if refusal := may_answer(DisputeState(found.state), found.named, by):
        raise refusal
    if not ours and not reason.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="reason", what="理由")
    found.answer, found.answered_at = reason.strip(), now
    to = [found.unit] if ours else [f"{case.area[:6]}-center", found.unit]
    record(subject_of(case), Fact(kind, {"unit": by.unit, "reason": found.answer, "to": to}), actor=by.label, now=now, key=key)  # fmt: skip
    if ours:
        give(case, found, by.unit, found.answer or "对方单位认领", DisputeState.CONCEDED, now)
    else:
        found.state, found.due_at = DisputeState.CONTESTED, until(now, terms(case.area).ruling_hours)
        found.save()
        refresh(case)
    return found


@transaction.atomic
def rule_on(
    number: str, unit: str, sentence: str, *, by: Actor, now: datetime, words: str = "", whole_district: bool = False,
    precedent: bool = True, key: str | None = None,
) -> Dispute:  # fmt: skip
    """The centre says whose it is, for good; kept as a precedent unless told otherwise.

    Raises:
        Refused: nothing waits for a ruling, the unit does not exist, or the actor may not.
    """
    case = locked(number, by)
    if done_before(case, key, "case.ruled"):
        return Dispute.objects.filter(case=case).latest("id")
    refuse_unit(unit, "unit")
    inputs = {"unit": unit, "reason": sentence.strip(), "keeps": True}
    to = unique_units(unit, case.unit)
    moved = cases.move(number, Move.RULE, {**inputs, "to": to}, by=by, now=now, key=key).case
    found = open_dispute(case)
    end(moved, found, DisputeState.RULED, now, unit=unit, sentence=sentence.strip())
    if precedent and case.kind:
        made = Precedent.objects.create(
            kind=case.kind, area=case.area[:6] if whole_district else case.area[:9], words=words.strip(), unit=unit,
            against=found.unit, sentence=sentence.strip(), case=case, number=case.number, ruled_by=by.label, ruled_at=now,
        )  # fmt: skip
        record(SUBJECT, Fact("precedent.set", {"precedent": made.pk, "case": case.number}), actor=by.label, now=now)
        transaction.on_commit(KNOWN.forget)
    return found


def settle(now: datetime) -> int:
    """Ends the disputes whose time is over; gives how many. Silence of the named unit counts as taking it over; where the
    centre did not rule, who has the case goes on and keeps it."""
    due = Dispute.objects.filter(state__in=sorted(UNDECIDED), due_at__lte=now).order_by("due_at")
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(settle_one(pk, now) for pk in found)


@transaction.atomic
def settle_one(pk: int, now: datetime) -> bool:
    case = Case.objects.select_for_update().defer("search").get(disputes=pk)
    found = Dispute.objects.get(pk=pk)
    if found.state not in UNDECIDED or found.due_at is None or found.due_at > now:
        return False
    if found.state == DisputeState.CLAIMED and found.named:
        give(case, found, found.named, "点名单位逾期没有答复，视同认领", DisputeState.SILENT, now)
    else:
        give(case, found, found.unit, "逾期没有裁定，由现承办单位继续办", DisputeState.LAPSED, now, keeps=True)
    return True


@transaction.atomic
def to_last_resort(case_id: int, *, now: datetime) -> str | None:
    """Gives a case that was passed on too often to the unit of last resort, which keeps it; the unit, or None when it is
    not so far. Again, it does nothing."""
    case = Case.objects.select_for_update().defer("search").get(pk=case_id)
    known = terms(case.area)
    unit = last_resort(known, case.area, case.returned, case.disputed)
    if unit is None or unit not in units() or not units()[unit].active:
        return None
    if case.state == State.TRIAGED:
        inputs = {"unit": unit, "sentence": known.sentence, "keeps": True}
        cases.move(case.number, Move.ASSIGN, inputs, by=System(), now=now)
        return unit
    found = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED)).first()
    if found is None:
        return None
    give(case, found, unit, known.sentence, DisputeState.RULED, now, keeps=True)
    return unit


@transaction.atomic
def drop(case_id: int, *, now: datetime) -> None:
    """Ends a dispute that the case has overtaken: the holder did the work, or the case is void."""
    case = Case.objects.select_for_update().defer("search").get(pk=case_id)
    found = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED)).first()
    if found is not None and case.pending != "dispute":
        end(case, found, DisputeState.DROPPED, now)


def give(
    case: Case, found: Dispute, unit: str, sentence: str, state: DisputeState, now: datetime, *, keeps: bool = False
) -> None:
    """Moves the case by a rule rather than by a person's ruling, and ends the dispute."""
    inputs = {"unit": unit, "reason": sentence, "keeps": keeps, "to": unique_units(unit, found.unit)}
    moved = cases.move(case.number, Move.RULE, inputs, by=System(), now=now).case
    end(moved, found, state, now, unit=unit, sentence=sentence)


def end(case: Case, found: Dispute, state: DisputeState, now: datetime, *, unit: str = "", sentence: str = "") -> None:
    found.state, found.due_at, found.ended_at = state, None, now
    found.ruled_unit, found.sentence = unit or None, sentence
    found.save()
    refresh(case)


def open_dispute(case: Case) -> Dispute:
    found = Dispute.objects.select_for_update().filter(case=case, state__in=sorted(UNDECIDED)).first()
    if found is None:
        raise Refused("这件案卷没有等裁定的权属异议。", code="no-dispute")
    return found


def refuse_unit(code: str, field: str) -> None:
    found = units().get(code)
    if found is None or not found.active:
        raise Refused("没有单位 {unit}。", code="bad-unit", field=field, unit=code)


def unique_units(*codes: str | None) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code))


def until(now: datetime, hours: Decimal) -> datetime:
    return office().calendar.add(now, hours, Measure.WORKING_HOURS)

"""Writes of the worksheet: kept while it is written, made a report, or closed with an answer. One transaction each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.actions import keep_person, person_to_tell
from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import move, receive
from liandong.cases.models import Case
from liandong.cases.rules import System
from liandong.cases.states import Move, State
from liandong.forces.queries import units
from liandong.hotline.actions import subject_of
from liandong.hotline.models import PhoneCall
from liandong.hotline.states import AT_HAND, Outcome
from liandong.hotline.worksheet import Sheet, Wishes, draft_of
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.knowledge.actions import answer_with

KEPT_OUT = "被反映的是这个单位，不由它办理"


def at_hand(pk: int, by: Actor) -> PhoneCall:
    """A call that this person has at hand, locked.

    Raises:
        Refused: it is not theirs, or they have done with it.
    """
    call = PhoneCall.objects.select_for_update(of=("self",)).select_related("identity", "case").filter(pk=pk).first()
    if call is None or call.account_id != by.account:
        raise Refused("没有这通电话，或者它是别的坐席接的。", code="not-found")
    if call.state not in AT_HAND:
        raise Refused("这通电话已经完成。要补充，请在案卷里写备注。", code="call-done")
    return call


@transaction.atomic
def keep_sheet(pk: int, sheet: Sheet, wishes: Wishes, *, by: Actor, now: datetime) -> PhoneCall:
    """Keeps what is written so far, so that neither a killed browser nor a killed server loses a word of it.

    Raises:
        Refused: the call is not at hand, or there is no such unit.
    """
    call = at_hand(pk, by)
    if sheet.accused and sheet.accused not in units():
        raise Refused("没有单位 {unit}。", code="bad-unit", field="accused", unit=sheet.accused)
    call.sheet, call.accused = sheet.kept, sheet.accused
    call.call_back, call.call_back_after, call.text_agreed = wishes.call_back, wishes.after, wishes.text
    if wishes.name or wishes.phone:
        call.identity = keep_person(Person(wishes.name, wishes.phone), now=now, identity=call.identity)
    call.save(update_fields=["sheet", "accused", "call_back", "call_back_after", "text_agreed", "identity"])
    return call


@transaction.atomic
def file_report(
    pk: int, *, by: Actor, now: datetime, outcome: Outcome = Outcome.REPORT, sheet: Sheet | None = None
) -> PhoneCall:
    """Makes a report of the worksheet, once for each call. The unit complained about does not get it, whatever the rules say.

    `sheet` stands in the place of what is kept.

    Raises:
        Refused: the call is not at hand, nothing is written, or intake refuses it.
    """
    call = at_hand(pk, by)
    if call.case_id is not None:
        return call
    said = sheet or Sheet.of(call.sheet)
    person = person_to_tell(call.identity) if call.identity else Person()
    draft = draft_of(said, f"hotline:call:{call.pk}", call.arrived_at, person)
    [answer] = receive([draft], actor=by.label, now=now)
    if isinstance(answer, Refused):
        raise answer
    call.case_id, call.report, call.outcome = answer.case, answer.report, outcome
    call.save(update_fields=["case", "report", "outcome"])
    told = {"text": answer.report} if call.text_agreed else {}
    fact = Fact("call.filed", {"case": answer.case, "outcome": outcome, **told})
    record(subject_of(call), fact, actor=by.label, now=now)
    keep_out(Case.objects.get(pk=answer.case), now)
    return call


def keep_out(case: Case, now: datetime) -> bool:
    """Takes a case back from a unit that is complained about in it; True where that was so. A person then says whose it is."""
    accused = set(PhoneCall.objects.filter(case=case).exclude(accused="").values_list("accused", flat=True))
    if case.state != State.ASSIGNED or case.unit not in accused:
        return False
    move(case.number, Move.RECALL, {"reason": KEPT_OUT}, by=System(), now=now)
    return True


@transaction.atomic
def answer_on_the_spot(pk: int, article: int, *, by: Actor, now: datetime, key: str) -> PhoneCall:
    """The question was answered from the knowledge base: the call is closed with that article, which counts one more use.

    Raises:
        Refused: the call is not at hand, has become a case, or the article has run out.
    """
    call = at_hand(pk, by)
    fact = Fact("call.told", {"article": article})
    if written_before(key, subject_of(call), fact):
        return call
    refuse_filed(call)
    answer_with(article, subject_of(call), by=by, now=now, key=f"{key}:used")
    call.article_id, call.outcome = article, Outcome.ANSWERED
    call.save(update_fields=["article", "outcome"])
    record(subject_of(call), fact, actor=by.label, now=now, key=key)
    return call


@transaction.atomic
def note_outcome(pk: int, outcome: str, *, by: Actor, now: datetime, key: str) -> PhoneCall:
    """Nothing was to be done: the caller asked how a case stands, or there was no matter.

    Raises:
        Refused: the call is not at hand, has become a case, or the outcome is another one.
    """
    call = at_hand(pk, by)
    told: dict[str, Any] = {"outcome": outcome}
    if written_before(key, subject_of(call), Fact("call.noted", told)):
        return call
    if outcome not in (Outcome.FOLLOWED, Outcome.NOTHING):
        raise Refused("请选：查进展，或者没有事项。", code="bad-outcome", field="outcome")
    refuse_filed(call)
    call.outcome = outcome
    call.save(update_fields=["outcome"])
    record(subject_of(call), Fact("call.noted", told), actor=by.label, now=now, key=key)
    return call


def refuse_filed(call: PhoneCall) -> None:
    if call.case_id is not None:
        raise Refused("这通电话已经登记成案卷，不能再改成别的。", code="filed-before")

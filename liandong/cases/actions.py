"""Writes of cases: reports come in, moves are made. One transaction each; the journal is written in it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Min, Q

from liandong.access.rules import Actor
from liandong.cases import clocks
from liandong.cases.climbing import come_down, iso, set_clocks
from liandong.cases.intake import Draft, Planned, plan, row
from liandong.cases.joining import before_merging, join, locked, part, refuse_lead, wait_again
from liandong.cases.models import Case, Report, Request, Suggestion
from liandong.cases.ports import PORTS
from liandong.cases.proofs import proved
from liandong.cases.queries import in_sight, marks_of, not_found, standing, subject_of
from liandong.cases.reference import district, number_base, office
from liandong.cases.rules import By, Outcome, Reporter, decide
from liandong.cases.states import PENDING_ANSWERED, PENDING_ASKED, Move, State
from liandong.files.actions import attach
from liandong.files.states import Role
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.journal.queries import entry_with_key
from liandong.journal.reactions import QUEUE, TABLE, TASK
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.kernel.sql import load, prepared

log = structlog.get_logger(__name__)

INSTANTS = {
    State.TRIAGED: "filed_at", State.ASSIGNED: "assigned_at", State.HANDLED: "handled_at",
    State.VERIFIED: "verified_at", State.CLOSED: "closed_at",
}  # fmt: skip
ENDS = ("stage_due_at", "due_at", "answer_due_at")
URGED_FOR = timedelta(minutes=30)
STOPPED = {State.SUSPENDED: "case.suspended", State.MERGED: "case.merged"}
"""States in which the clocks stand still, and the fact whose entry keeps what they read."""
GOING_BACK = frozenset({"case.returned", "case.recalled", "case.reopened", "case.recheck_failed", "case.split"})
PHOTO_ROLES = {
    Move.HANDLE: Role.AFTER, Move.VERIFY: Role.VERIFY, Move.REWORK: Role.VERIFY, Move.RECHECK: Role.VERIFY, Move.RECHECK_FAILED: Role.VERIFY,
    Move.REOPEN: Role.REPORT, Move.ANSWER: Role.SIGNED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move. `repeated`: the key had made it before, and nothing was done now."""

    case: Case
    entry: Entry
    repeated: bool = False


@transaction.atomic
def move(number: str, name: Move, inputs: Mapping[str, Any], *, by: By, now: datetime, key: str | None = None) -> Moved:
    """Makes one move of the procedure.

    Locks the case's row. Inputs are what `MOVES[name].asks` names, with "note" and "photos" (ids of stored files).

    Raises:
        Refused: the procedure, the actor's post or the inputs do not allow it, or the case is out of the actor's sight.
    """
    case, lead = locked(number, name, inputs)
    own = own_report(case, by)
    if case is None or (isinstance(by, Actor) and not in_sight(case, by)) or (isinstance(by, Reporter) and not own):
        raise not_found(number)
    if key and (before := entry_with_key(key)):
        return repeat(case, name, before)
    stop, ran = stop_of(case), list(clocks.ticking(case))
    outcome = decide(name, replace(standing(case, own), before=before_merging(stop[1] if stop else {})), inputs, by)
    refuse_too_soon(case, name, now)
    outcome = proved(case, name, outcome, inputs, now)
    if name is Move.MERGE:
        refuse_lead(case, lead, str(inputs["lead"]), by)
    was = running(case, outcome, stop)
    request = answered_request(case, name, outcome, by, now)
    apply(case, outcome, now)
    hours = request.hours if request and name is Move.GRANT_EXTENSION else given_hours(name, outcome)
    new = clocks.after(name, outcome.state, case.kind, case.urgency, was, office(), now, hours)
    set_clocks(case, new)
    known = beyond_the_row(case, lead, name, outcome, was, own, request, by, now)
    facts = [fact_with_clocks(outcome, was, new, known), *counted_anew(name, was, new), *come_down(case, ran)]
    case.save()
    keep_photos(case, name, inputs, now)
    learn(case, name, by, now)
    entry, *_ = record(subject_of(case), *facts, actor=by.label, now=now, key=key)
    if name is Move.HAND_OVER:
        PORTS.hand_over(case, entry, by, now)
    return Moved(case, entry)


def given_hours(name: Move, outcome: Outcome) -> Decimal | None:
    return Decimal(str(outcome.fact.data["hours"])) if name is Move.PROMISE else None


def refuse_too_soon(case: Case, name: Move, now: datetime) -> None:
    """Refuses an urging shortly after another one: it would only be noise."""
    if name is Move.URGE and case.urged_at and now - case.urged_at < URGED_FOR:
        raise Refused(
            "刚催办过，{minutes} 分钟内不再催。", code="urged-lately", minutes=URGED_FOR // timedelta(minutes=1)
        )


def running(case: Case, outcome: Outcome, stop: tuple[datetime, Mapping[str, Any]] | None) -> clocks.Running:
    """A case's clocks before a move; what happened to them is read only where they must be counted anew."""
    changed = {"kind", "urgency"} & outcome.changes.keys()
    marks = marks_of([case]).get(case.pk, []) if changed and (case.paused or case.extended or case.promised) else []
    ends = {name: getattr(case, name) for name in clocks.CLOCKS}
    return clocks.Running(State(case.state), case.kind, case.urgency, **ends, stopped=stop, marks=marks)


def counted_anew(name: Move, was: clocks.Running, new: clocks.Ends) -> list[Fact]:
    """Says of ends that moved in the middle of a stage what they were, what they are, and why."""
    why = {Move.CLASSIFY: "kind", Move.GRADE: "urgency"}.get(name)
    moved = {
        column: [iso(getattr(was, column)), iso(new[column])] for column in ENDS if getattr(was, column) != new[column]
    }
    return [Fact("case.recomputed", {"why": why, "ends": moved})] if why and moved else []


def involve(case: Case, *, involved: Sequence[str], awaited: Sequence[str]) -> None:
    """Writes which units beside the holder see a case, and for whose assist its verification waits.

    For the package that knows what they do, which records the facts. The case's row must be locked.
    """
    case.involved, case.awaited = list(involved), list(awaited)
    case.save(update_fields=["involved", "awaited"])


def own_report(case: Case | None, by: By) -> Report | None:
    """The report by which a reporter is known, if it belongs to the case."""
    return case.reports.filter(pk=by.report).first() if case and isinstance(by, Reporter) else None


def beyond_the_row(case: Case, lead: Case | None, name: Move, outcome: Outcome, was: clocks.Running, own: Report | None,
                   request: Request | None, by: By, now: datetime) -> dict[str, Any]:  # fmt: skip
    """What a move does to reports and to a leading case; gives what the entry says of it. Whose report it is stays in the
    entry, so that no reporter is shown the words of another one."""
    if own is not None:
        changed = case.reports.filter(pk=own.pk) if name is Move.RATE else case.reports.all()
        changed.update(stars=outcome.fact.data.get("stars"))
        case.stars = case.reports.aggregate(lowest=Min("stars"))["lowest"]
        return {"report": own.pk}
    if lead is not None and name is Move.MERGE:
        waited = {"request": str(request.pk)} if request else {}
        return {**join(case, lead, by=by, now=now), "was": was.state.value, **waited}
    if lead is not None and name is Move.SPLIT and was.stopped:
        return {**part(case, lead, was.stopped[1], by=by, now=now), **wait_again(case, was.stopped[1])}
    return {}


def repeat(case: Case, name: Move, before: Entry) -> Moved:
    """The answer to a key that was used before: the same again, or a refusal when it was for something else."""
    if before.subject != subject_of(case) or before.data.get("move") != name.value:
        raise Refused("这个提交编号已经用过，内容却不一样。请刷新页面再提交。", code="key-reused", field="key")
    return Moved(case, before, repeated=True)


def apply(case: Case, outcome: Outcome, now: datetime) -> None:
    """Writes a decision into the row (not yet saved)."""
    entered = outcome.state is not State(case.state)
    case.state = outcome.state
    for column, value in outcome.changes.items():
        setattr(case, column, value)
    if outcome.counts:
        setattr(case, outcome.counts, getattr(case, outcome.counts) + 1)
    if entered and outcome.state in INSTANTS and outcome.fact.kind not in GOING_BACK:
        setattr(case, INSTANTS[outcome.state], now)
    match outcome.fact.data["move"]:
        case Move.ANSWER | Move.HANDLE | Move.TAKE_RESULT | Move.TRUST_RESULT:
            case.answered_at = case.answered_at or now
        case Move.REOPEN:
            case.answered_at = None
        case Move.URGE:
            case.urged_at = now


def fact_with_clocks(
    outcome: Outcome, was: clocks.Running, new: Mapping[str, datetime | None], known: Mapping[str, Any]
) -> Fact:
    """The fact with what the clocks read: the new ends, or for a suspension or a merger the ends they had."""
    stopped = outcome.state in STOPPED
    shown = {"stage_due_at": was.stage_due_at, "due_at": was.due_at} if stopped else {name: new[name] for name in ENDS}
    ends = {name: iso(instant) for name, instant in shown.items()}
    data = {**plain(outcome.fact.data), **known, **ends, "state": outcome.state.value}
    return Fact(outcome.fact.kind, data)


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs as JSON values."""
    shown = {name: str(value) if isinstance(value, uuid.UUID | Decimal) else value for name, value in data.items()}
    if "photos" in shown:
        shown["photos"] = [str(photo) for photo in shown["photos"]]
    return shown


def stop_of(case: Case) -> tuple[datetime, Mapping[str, Any]] | None:
    """When a suspended or merged case was stopped, and what its entry kept: clocks, and where it stood."""
    kind = STOPPED.get(State(case.state))
    if kind is None:
        return None
    entry = Entry.objects.filter(subject=subject_of(case), kind=kind).order_by("-seq").first()
    return (entry.at, entry.data) if entry else None


def answered_request(case: Case, name: Move, outcome: Outcome, by: By, now: datetime) -> Request | None:
    """Opens or answers the request that goes with the move, or withdraws one that the move overtakes."""
    if name in PENDING_ASKED:
        data = outcome.fact.data
        hours = Decimal(str(data["hours"])) if "hours" in data else None
        return Request.objects.create(case=case, kind=PENDING_ASKED[name], reason=data["reason"], hours=hours,
                                      asked_by=by.label, unit=case.unit or "", asked_at=now)  # fmt: skip
    request = Request.objects.filter(case=case, granted=None).first()
    if request is None or (name not in PENDING_ANSWERED and "pending" not in outcome.changes):
        return request
    request.granted = name in (Move.GRANT_EXTENSION, Move.GRANT_SUSPENSION) or moved_on(name, outcome, request)
    request.answer = outcome.fact.data.get("reason", "")
    request.answered_by, request.answered_at = by.label, now
    request.save()
    return request


def moved_on(name: Move, outcome: Outcome, request: Request) -> bool:
    """Whether a ruling gave the case to another unit than the one that said it is not theirs."""
    return name is Move.RULE and outcome.changes["unit"] != request.unit


def keep_photos(case: Case, name: Move, inputs: Mapping[str, Any], now: datetime) -> None:
    photos: Sequence[uuid.UUID] = inputs.get("photos") or ()
    if photos:
        if name is Move.ANSWER and case.reports.filter(identity__confidential=True).exists():
            raise Refused("有上报人要求保密，不能让人签字。", code="confidential", field="photos")
        attach(photos, subject_of(case), PHOTO_ROLES.get(name, Role.BEFORE), actor="system", now=now)


def learn(case: Case, name: Move, by: By, now: datetime) -> None:
    """Keeps the kind that a person settled on beside what the classifier had proposed, and where it had proposed nothing."""
    if name in (Move.CLASSIFY, Move.FILE) and isinstance(by, Actor):
        settled = {"chosen": case.kind, "chosen_at": now}
        if not Suggestion.objects.filter(case=case).update(**settled):
            Suggestion.objects.create(case=case, model="", candidates=[], accepted=None, **settled)
    if name is Move.UNCLASSIFY:
        Suggestion.objects.filter(case=case).update(chosen=None, chosen_at=None)


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to one report: its case as it stands (the leading one, if it was merged meanwhile), and whether the same
    key had brought it before."""

    case: int
    number: str
    report: int
    state: str
    grid: str | None
    area: str
    kind: str | None
    unit: str | None
    due_at: datetime | None
    stage_due_at: datetime | None
    repeated: bool = False
    reporters: int = 1


def receive(drafts: Sequence[Draft], *, actor: str, now: datetime) -> list[Received | Refused]:
    """Receives reports: places, classifies, files and assigns each as far as the answers are sure.

    Set-wise: one statement and one commit for all of them, so that the import and the hot door cost little per report.
    The answers stand in the order of the drafts; a refused draft leaves no trace and does not hold up the others.
    """
    spots = PORTS.locator.locate([(one.lon, one.lat, one.words, f"{one.title} {one.text}") for one in drafts])
    candidates = PORTS.classifier.classify([f"{one.title} {one.text}" for one in drafts])
    known = district()
    plans: dict[str, Planned] = {}
    for draft, spot, options in zip(drafts, spots, candidates, strict=True):
        if not spot.outside and draft.key not in plans:
            plans[draft.key] = plan(draft, spot, options, known, now)
    made = write(list(plans.values()), actor, now) if plans else {}
    left = known_before([one for one in drafts if one.key in plans and one.key not in made])
    before = (answer for answer in left if answer)
    return [
        outside() if spot.outside
        else fresh(draft, plans[draft.key], made[draft.key]) if draft.key in made
        else next(before)
        for draft, spot in zip(drafts, spots, strict=True)
    ]  # fmt: skip


def outside() -> Refused:
    return Refused("这个位置不在本区。请在地图上重新点一下，或者只写地点名称。", code="outside", field="lon")


def reused() -> Refused:
    return Refused("这个提交编号已经用过，内容却不一样。请换一个编号再提交。", code="key-reused", field="key")


def fresh(draft: Draft, planned: Planned, made: Received) -> Received | Refused:
    """The answer to a draft whose key was made now; another report under the same key in the same batch is refused."""
    return made if draft is planned.draft or draft.digest == planned.draft.digest else reused()


def known_before(drafts: Sequence[Draft]) -> list[Received | Refused | None]:
    """For each draft the answer if its key brought a report before: the same again, or a refusal where it is another
    report; None where the key is new. Two queries, however many drafts."""
    if not drafts:
        return []
    entries = {entry.key: entry for entry in Entry.objects.filter(key__in=[one.key for one in drafts])}
    if not entries:
        return [None] * len(drafts)
    cases = [int(entry.subject.partition(":")[2]) for entry in entries.values() if entry.kind == "case.received"]
    asked = Q(case__in=cases) | Q(twin__in=cases)
    reports = Report.objects.filter(asked).select_related("case").defer("case__search").order_by("-id")
    first = {report.twin_id or report.case_id: report for report in reports}
    return [again(one, entries[one.key], first) if one.key in entries else None for one in drafts]


def again(draft: Draft, entry: Entry, first: Mapping[int, Report]) -> Received | Refused:
    if entry.kind != "case.received" or entry.data.get("digest") != draft.digest:
        return reused()
    report = first[int(entry.subject.partition(":")[2])]
    case = report.case
    return Received(case.pk, case.number, report.pk, case.state, case.grid, case.area, case.kind, case.unit, case.due_at,
                    case.stage_due_at, repeated=True, reporters=case.reporters)  # fmt: skip


def write(plans: Sequence[Planned], actor: str, now: datetime, looks: int = 2) -> dict[str, Received]:
    """Runs the statement of `sql/receive.sql`; gives what is new by key. A key that raced another intake is seen at the
    second look."""
    day, known = local_day(now), district()
    base = number_base(day)
    rows = [row(one, known, day.strftime("%y%m%d"), base, actor, now) for one in plans]
    words: dict[str, Any] = {
        "rows": msgspec.json.encode(rows).decode(),
        "task": TASK,
        "queue": QUEUE,
        "answered": list(TABLE),
    }
    try:
        written = prepared(load("liandong.cases", "receive"), words)
    except IntegrityError:
        if connection.in_atomic_block or looks == 1:
            raise
        return write(plans, actor, now, looks - 1)
    made = {}
    for order, case, number, report in written:
        one = plans[order - 1]
        made[one.draft.key] = received(one.case, case, number, report)
        if log.isEnabledFor(logging.INFO):
            log.info("case.received", subject=f"case:{case}", channel=one.draft.channel, state=one.case["state"])
    return made


def received(case: Mapping[str, Any], id_: int, number: str, report: int) -> Received:
    return Received(id_, number, report, str(case["state"]), case["grid"], case["area"], case["kind"], case.get("unit"),
                    case.get("due_at"), case["stage_due_at"])  # fmt: skip


@transaction.atomic
def rehome(number: str, *, area: str, grid: str | None, unit: str | None, actor: str, now: datetime) -> bool:
    """Gives an open case the codes of its place and unit that hold after a change of divisions; what they were stays in
    the journal. False when nothing had to change. Its clocks go on."""
    case = Case.objects.select_for_update().get(number=number)
    new = {"area": area, "grid": grid, "unit": unit}
    was = {name: getattr(case, name) for name in new}
    if was == new:
        return False
    for name, code in new.items():
        setattr(case, name, code)
    case.save(update_fields=list(new))
    record(subject_of(case), Fact("case.rehomed", {**new, "was": was}), actor=actor, now=now)
    return True

"""Writes about twins: what the machine found, what a person says of it, and what many reporters of one matter bring about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.joining import settle
from liandong.cases.models import Case, Twin
from liandong.cases.queries import case_seen_by, subject_of
from liandong.cases.reference import kinds
from liandong.cases.rules import System
from liandong.cases.states import ENDS, Move, TwinStanding
from liandong.cases.twins import Found, matters_of, twins_of
from liandong.deadlines.states import Urgency
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.matching.likeness import Matter, Surely, sure

BY: Final = System()


def look_for_twins(entry: Entry) -> None:
    """Finds the twins of a case that came in or was placed; notes them, and joins the two where nothing speaks against it."""
    case = Case.objects.defer("search").filter(pk=int(entry.subject.partition(":")[2])).exclude(state__in=ENDS).first()
    matters = matters_of(case) if case else []
    if case is None or not matters:
        return
    found = twins_of(matters[0], own=case.pk, now=entry.at)
    note_twins(case.pk, found, now=entry.at, key=f"twins:{entry.pk}")
    if found and is_sure(case, matters[0], found[0]):
        join_by_itself(case, found[0], now=entry.at, key=f"merge:{entry.pk}")


def line() -> Surely:
    """What the installation asks for before the machine joins two cases."""
    return Surely(
        settings.LIANDONG_TWINS_METRES, timedelta(hours=settings.LIANDONG_TWINS_HOURS), settings.LIANDONG_TWINS_WORDS
    )


def is_sure(case: Case, mine: Matter, found: Found) -> bool:
    """True when the machine may join: all of `matching.likeness.sure`, and nothing about officials, which is always a
    person's to judge."""
    kind = kinds().get(case.kind or "")
    wanted = settings.LIANDONG_TWINS_JOIN and kind is not None and not kind.confidential
    return wanted and sure(mine, found.matter, found.likeness, line())


@transaction.atomic
def note_twins(case: int, found: Sequence[Found], *, now: datetime, key: str) -> None:
    """Notes likely twins of a case, once for each key; what somebody has judged before is left as it is."""
    if not found or entry_with_key(key):
        return
    known = set(Twin.objects.filter(one__in=[min(case, each.case) for each in found],
                                    other__in=[max(case, each.case) for each in found]).values_list("one", "other"))  # fmt: skip
    fresh = [each for each in found if (min(case, each.case), max(case, each.case)) not in known]
    Twin.objects.bulk_create([row(case, each, now) for each in fresh], ignore_conflicts=True)
    if fresh:
        Case.objects.filter(pk__in=[case, *(each.case for each in fresh)]).update(likely=F("likely") + 1)
    said = [{"number": each.number, "score": round(each.likeness.score, 3)} for each in found]
    record(f"case:{case}", Fact("case.twins_found", {"twins": said}), actor=BY.label, now=now, key=key)


def row(case: int, found: Found, now: datetime) -> Twin:
    alike = found.likeness
    return Twin(one_id=min(case, found.case), other_id=max(case, found.case), score=alike.score, metres=alike.metres,
                minutes=round(alike.apart / timedelta(minutes=1)), kind=alike.kind, words=alike.words, found_at=now)  # fmt: skip


def join_by_itself(case: Case, found: Found, *, now: datetime, key: str) -> None:
    """Merges the later case into the earlier one. What the procedure refuses is left to a person."""
    older, newer = sorted(
        (case.number, found.number), key=lambda number: case.pk if number == case.number else found.case
    )
    try:
        move(newer, Move.MERGE, {"lead": older}, by=BY, now=now, key=key)
    except Refused:
        return


@transaction.atomic
def keep_apart(number: str, other: str, *, by: Actor, now: datetime, key: str) -> None:
    """A person says that two cases are two matters: they are offered no more and never joined by the machine.

    Raises:
        Refused: one of them is out of sight, or the post does not triage.
    """
    case, twin = case_seen_by(by, number), case_seen_by(by, other)
    if not by.may("case.triage"):
        raise Refused(
            "您的岗位（{role}）不能{move}。", code="no-permission", role=by.role.word, move=gettext_noop("分清两件事")
        )
    if entry_with_key(key):
        return
    if case.pk in (twin.pk, twin.leading_id) or case.leading_id == twin.pk:
        raise Refused("这两件已经并在一起，要分开请用拆分。", code="joined", field="other")
    settle(case, twin, TwinStanding.APART, now)
    record(subject_of(case), Fact("case.kept_apart", {"other": twin.number}), actor=by.label, now=now, key=key)


def raise_for_many(entry: Entry) -> None:
    """One step more urgent for each number of reporters in `LIANDONG_MANY_REPORTERS` that a case has reached, once each."""
    case = Case.objects.get(pk=int(entry.subject.partition(":")[2]))
    for many in sorted(settings.LIANDONG_MANY_REPORTERS):
        key, steps = f"many:{case.pk}:{many}", list(Urgency)
        if case.reporters < many or case.urgency == steps[-1] or entry_with_key(key):
            continue
        higher = steps[steps.index(Urgency(case.urgency)) + 1]
        inputs = {"urgency": higher.value, "reason": f"{case.reporters} 人上报同一件事"}
        try:
            case = move(case.number, Move.GRADE, inputs, by=BY, now=entry.at, key=key).case
        except Refused:
            return

"""What merging and splitting do beyond the row that is moved: reports go to the leading case and come home again.

Called inside the transaction of `actions.move`, which holds the rows of both cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from liandong.access.rules import Actor
from liandong.cases.models import Case, Report, Request, Twin
from liandong.cases.queries import in_sight, not_found, subject_of
from liandong.cases.rules import STATE_WORDS, By, System
from liandong.cases.states import OPEN, PENDING_ASKED, Move, State, TwinStanding
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel import bigrams
from liandong.kernel.refusals import Refused
from liandong.kernel.sql import load

LEADS_BY_ITSELF = frozenset({State.RECEIVED, State.TRIAGED, State.ASSIGNED, State.ACCEPTED})
"""States of a case into which the machine merges: work on it has not been reported as done."""


def locked(number: str, name: Move, inputs: Mapping[str, Any]) -> tuple[Case | None, Case | None]:
    """The case of a move and, where it is merged or split, the leading case. The rows are locked in the order of their
    ids, so that two merges that cross wait for each other and do not block each other."""
    lead = str(inputs.get("lead", "")) if name is Move.MERGE else lead_number(number) if name is Move.SPLIT else ""
    rows = Case.objects.select_for_update().defer("search").filter(number__in={number, lead} - {""}).order_by("pk")
    found = {case.number: case for case in rows}
    return found.get(number), found.get(lead)


def leading_case(case: Case) -> Case | None:
    """The case that has the reports of a merged one now, the last of the chain; None for one that is not merged."""
    lead = case.leading if case.leading_id is not None else None
    while lead is not None and lead.leading is not None:
        lead = lead.leading
    return lead


def lead_number(number: str) -> str:
    """The number of the case that leads a merged one; its own, where it is not merged."""
    case = Case.objects.defer("search").filter(number=number).first()
    return (leading_case(case) or case).number if case else ""


def refuse_lead(case: Case, lead: Case | None, given: str, by: By) -> None:
    """Refuses a leading case that cannot lead.

    Raises:
        Refused: it is not there, out of sight, the same case, itself merged, or over without having been done; or the
            machine would have to judge what is for a person.
    """
    if lead is None or (isinstance(by, Actor) and not in_sight(lead, by)):
        raise not_found(given)
    if lead.pk == case.pk:
        raise Refused("一件案卷不能并入它自己。", code="same-case", field="lead")
    if lead.state == State.MERGED:
        raise Refused("{lead} 已经并入 {into}，请并到那一件。", code="lead-merged", field="lead", lead=lead.number,
                      into=lead_number(lead.number))  # fmt: skip
    if lead.state in (State.REFUSED, State.VOID):
        raise Refused("{lead} 是“{state}”，不能并入。", code="lead-over", field="lead", lead=lead.number,
                      state=STATE_WORDS[State(lead.state)])  # fmt: skip
    if case.involved:
        raise Refused("这件已请别的单位协办，先撤回协办再并案。", code="assists-open")
    if isinstance(by, System) and (lead.state not in LEADS_BY_ITSELF or kept_apart(case, lead)):
        raise Refused("这一步要由人来做。", code="needs-a-person")


def pair(one: Case, other: Case) -> tuple[int, int]:
    """The ids of two cases, the older first."""
    return min(one.pk, other.pk), max(one.pk, other.pk)


def kept_apart(one: Case, other: Case) -> bool:
    older, newer = pair(one, other)
    return Twin.objects.filter(one=older, other=newer, standing=TwinStanding.APART).exists()


def settle(one: Case, other: Case, standing: TwinStanding, now: datetime) -> None:
    """Writes down what two cases are to each other, whether or not the machine had thought of it."""
    older, newer = pair(one, other)
    row, made = Twin.objects.get_or_create(
        one_id=older, other_id=newer, defaults={"standing": standing, "score": 0.0, "minutes": 0, "words": 0.0, "found_at": now}
    )  # fmt: skip
    if not made and row.standing != standing:
        Twin.objects.filter(pk=row.pk).update(standing=standing)


def join(twin: Case, lead: Case, *, by: By, now: datetime) -> dict[str, Any]:
    """Takes the reports of a twin over to the leading case. Gives what the twin's entry keeps of it."""
    reports = list(twin.reports.order_by("pk").values_list("pk", flat=True))
    Report.objects.filter(pk__in=reports).update(case=lead, twin=Coalesce(F("twin"), Value(twin.pk)))
    lead.reporters += len(reports)
    lead.save(update_fields=["reporters"])
    twin.leading, twin.reporters = lead, 0
    with connection.cursor() as cursor:
        cursor.execute(load("liandong.cases", "search_joined"), {"lead": lead.pk, "twin": twin.pk})
    settle(twin, lead, TwinStanding.JOINED, now)
    data = {"twin": twin.number, "reports": reports, "reporters": lead.reporters}
    record(subject_of(lead), Fact("case.joined", data), actor=by.label, now=now)
    return {"lead": lead.number, "reports": reports}


def part(twin: Case, lead: Case, kept: Mapping[str, Any], *, by: By, now: datetime) -> dict[str, Any]:
    """Gives a merged case its reports back: those that it brought and that are still with the leading case.

    `kept`: the data of the entry that merged it.
    """
    reports = list(lead.reports.filter(pk__in=kept["reports"]).order_by("pk").values_list("pk", flat=True))
    at_home = Q(pk__in=reports, twin=twin)
    Report.objects.filter(pk__in=reports).update(case=twin, stars=None)
    Report.objects.filter(at_home).update(twin=None)
    lead.reporters -= len(reports)
    lead.save(update_fields=["reporters"])
    twin.leading, twin.reporters = None, len(reports)
    search_again(lead)
    settle(twin, lead, TwinStanding.APART, now)
    data = {"twin": twin.number, "reports": reports, "reporters": lead.reporters}
    record(subject_of(lead), Fact("case.parted", data), actor=by.label, now=now)
    return {"lead": lead.number, "reports": reports}


def wait_again(twin: Case, kept: Mapping[str, Any]) -> dict[str, Any]:
    """A request that the merger withdrew waits for its answer again (the row is not yet saved); gives what the entry says of it.

    A dispute does not: it has hours of its own, which ended with the merger, and can be raised anew.
    """
    asked = Request.objects.filter(pk__in=[kept["request"]] if "request" in kept else [], case=twin)
    asked = asked.exclude(kind=PENDING_ASKED[Move.DISPUTE])
    if not asked.update(granted=None, answer="", answered_by="", answered_at=None):
        return {}
    twin.pending = asked.get().kind
    return {"pending": twin.pending}


def search_again(case: Case) -> None:
    """Makes a case's words for searching anew from the reports that it has left."""
    texts = [f"{title} {text}" for title, text in case.reports.values_list("title", "text")]
    words = bigrams.document(" ".join([case.title, case.place, *texts]))
    Case.objects.filter(pk=case.pk).update(search=SearchVector(Value(words), config="simple"))


def before_merging(kept: Mapping[str, Any]) -> State | None:
    """Where a merged case stood, by the data of the entry that merged it."""
    return State(kept["was"]) if "was" in kept else None


def can_lead(case: Case) -> bool:
    """True when a person may merge another case into this one: it is open, or was closed and can be reopened."""
    return State(case.state) in OPEN | {State.CLOSED}

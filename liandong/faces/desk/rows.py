"""The inbox's rows: grouped by when they are due, each with a hint of what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext, gettext_noop

from liandong.access.rules import Actor
from liandong.cases.models import Case, Report, Suggestion
from liandong.cases.queries import Filters, seen_by
from liandong.cases.reference import district
from liandong.cases.states import ENDS
from liandong.faces.desk.triage import routed
from liandong.faces.shared.names import kind_said, unit_said
from liandong.kernel.clock import LOCAL

GROUPS: Final = {
    "late": gettext_noop("已超时"), "soon": gettext_noop("1 小时内到期"), "today": gettext_noop("今天到期"),
    "later": gettext_noop("以后"), "none": gettext_noop("不计时"), "closed": gettext_noop("新的在前"),
}  # fmt: skip
MOST: Final = 999


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list. `hint`: what comes next, in words."""

    case: Case
    reports: int
    hint: str


@dataclass(slots=True)
class Group:
    """Cases due in one stretch of time; `number` counts all of them, not only those on this page."""

    name: str
    word: str
    number: str
    rows: list[Row] = field(default_factory=list)


def bounds(now: datetime) -> tuple[datetime, datetime]:
    """In an hour, and the end of the local day."""
    tomorrow = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now + timedelta(hours=1), tomorrow


def group_of(case: Case, now: datetime) -> str:
    """The name of the group in which a case stands."""
    if case.state in ENDS:
        return "closed"
    if case.stage_due_at is None:
        return "none"
    soon, tomorrow = bounds(now)
    if case.stage_due_at < now:
        return "late"
    if case.stage_due_at <= soon:
        return "soon"
    return "today" if case.stage_due_at < tomorrow else "later"


def within(name: str, now: datetime) -> Q:
    """The condition of a group, the same as `group_of`."""
    soon, tomorrow = bounds(now)
    return {
        "late": Q(stage_due_at__lt=now),
        "soon": Q(stage_due_at__gte=now, stage_due_at__lte=soon),
        "today": Q(stage_due_at__gt=soon, stage_due_at__lt=tomorrow),
        "later": Q(stage_due_at__gte=max(tomorrow, soon)),
        "none": Q(stage_due_at=None),
        "closed": Q(),
    }[name]


def grouped(cases: Sequence[Case], actor: Actor, filters: Filters, now: datetime, last: str = "") -> list[Group]:
    """The rows of a page by group. `last`: the group with which the page before ended; its heading is not repeated."""
    reports, best = reports_of(cases), suggestions_of(cases)
    groups: list[Group] = []
    for case in cases:
        name = group_of(case, now)
        if not groups or groups[-1].name != name:
            number = "" if name in (last, "closed") else counted(actor, filters, name, now)
            groups.append(Group(name, "" if name == last else gettext(GROUPS[name]), number))
        groups[-1].rows.append(Row(case, reports.get(case.pk, 0), hint(case, best.get(case.pk), now)))
    return groups


def counted(actor: Actor, filters: Filters, name: str, now: datetime) -> str:
    found = seen_by(actor).filter(filters.condition()).filter(within(name, now)).order_by()[: MOST + 1].count()
    return gettext("%(number)s 件") % {"number": found if found <= MOST else f"{MOST}+"}


def reports_of(cases: Sequence[Case]) -> dict[int, int]:
    found = Report.objects.filter(case__in=cases).values_list("case").annotate(number=Count("id")).order_by()
    return dict(found)


def suggestions_of(cases: Sequence[Case]) -> dict[int, Suggestion]:
    waiting = [case for case in cases if case.state == "received"]
    return {each.case_id: each for each in Suggestion.objects.filter(case__in=waiting).order_by("id")}


def hint(case: Case, suggestion: Suggestion | None, now: datetime) -> str:
    """What comes next for a case, as one phrase."""
    if case.pending:
        return gettext("申请延期") if case.pending == "extension" else gettext("申请缓办")
    if case.state == "received":
        return hint_of_kind(case, suggestion)
    if case.state == "triaged":
        found = routed(case.kind, case.area, now)
        return gettext("建议派%(unit)s") % {"unit": unit_said(found[0])} if found else gettext("没有规则，请选单位")
    return unit_said(case.unit or case.handled_unit)


def hint_of_kind(case: Case, suggestion: Suggestion | None) -> str:
    if not case.grid:
        return gettext("位置待定")
    best = suggestion.candidates[0] if suggestion and suggestion.candidates else None
    if case.kind or best is None:
        return kind_said(case.kind) or gettext("类别待定")
    if best["confidence"] < district().threshold / 2:
        return gettext("把握不足，请人工判断")
    return gettext("建议%(kind)s") % {"kind": kind_said(best["kind"])}

"""The inbox's rows: grouped by when they are due, each with a hint of what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from liandong.access.rules import Actor
from liandong.cases.models import Case, Suggestion
from liandong.cases.queries import Filters, Order
from liandong.cases.reference import district
from liandong.cases.states import ENDS
from liandong.faces.desk.case.rungs import acting_said
from liandong.faces.desk.lists.tabs import MOST
from liandong.faces.desk.marks import tags
from liandong.faces.shared.areas import area_path
from liandong.faces.shared.names import kind_said, unit_said
from liandong.faces.shared.templatetags.ld import clock, state_icon
from liandong.faces.shared.words import CHANNELS, PENDING, STATES
from liandong.kernel.clock import LOCAL
from liandong.linkage.dispatching import routed
from liandong.linkage.precedents import precedent

GROUPS: Final = {
    "late": gettext_noop("已超时"), "soon": gettext_noop("1 小时内到期"), "today": gettext_noop("今天到期"),
    "later": gettext_noop("以后"), "none": gettext_noop("不计时"), "closed": gettext_noop("新的在前"), "many": gettext_noop("上报的人多的在前"),
}  # fmt: skip
WHOLE: Final = {Order.NEW: "closed", Order.MANY: "many"}
"""Orders in which all cases stand in one group, without a number."""


Row = dict[str, Any]
"""What one line of the list shows, ready to print: dictionaries are what a template looks into fastest."""


@dataclass(slots=True)
class Group:
    """Cases due in one stretch of time; `number` counts all of them, not only those on this page."""

    name: str
    word: str
    number: str = ""
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
        "later": Q(stage_due_at__gte=tomorrow, stage_due_at__gt=soon),
        "none": Q(stage_due_at=None),
    }[name]


def grouped(
    cases: Sequence[Case], now: datetime, last: str = "", picked: int | None = None, *, order: Order = Order.DUE,
    hints: Mapping[int, str] | None = None,
) -> list[Group]:  # fmt: skip
    """The rows of a page by group. `last`: the group with which the page before ended; its heading is not repeated.
    In an order other than by what is due they stand in one group. `hints`: what to say of some cases instead of what comes next."""
    best, lines = suggestions_of(cases), Lines()
    groups: list[Group] = []
    for case in cases:
        name = WHOLE.get(order) or group_of(case, now)
        if not groups or groups[-1].name != name:
            groups.append(Group(name, "" if name == last else gettext(GROUPS[name])))
        row = lines.row(case, name, (hints or {}).get(case.pk) or hint(case, best.get(case.pk), now))
        groups[-1].rows.append({**row, "here": case.pk == picked})
    return groups


class Lines:
    """Draws rows; the words that every row needs are looked up once for all of them."""

    def __init__(self) -> None:
        self.address = reverse("desk:case", args=["-"])[:-1]
        self.channels = {value: gettext(word) for value, word in CHANNELS.items()}
        self.stopped = clock(None, "", "", gettext("缓办"))
        self.areas: dict[str, str] = {}

    def row(self, case: Case, group: str, hint: str) -> Row:
        return {
            "pk": case.pk, "number": case.number, "url": self.address + case.number, "icon": state_icon(case), "title": case.title,
            "strong": case.urgency != "normal" or group == "late", "tags": tags(case, case.reporters), "place": self.place(case.area[:12]),
            "channel": self.channels.get(case.channel, case.channel), "hint": hint, "side": self.side(case),
        }  # fmt: skip

    def place(self, area: str) -> str:
        if area not in self.areas:
            self.areas[area] = area_path(area)
        return self.areas[area]

    def side(self, case: Case) -> str:
        """The clock; of a case that is over, how it ended."""
        if case.state == "suspended":
            return self.stopped
        if case.state in ENDS:
            return format_html('<span class="t0 meta">{}</span>', gettext(STATES[case.state]))
        return clock(case.stage_due_at)


def group_conditions(groups: Sequence[Group], filters: Filters, now: datetime, actor: Actor) -> dict[str, Q]:
    """What stands in each group whose heading carries a number."""
    wanted = filters.condition(actor)
    return {
        group.name: wanted & within(group.name, now)
        for group in groups
        if group.word and group.name not in WHOLE.values()
    }


def number_groups(groups: Sequence[Group], numbers: Mapping[str, int]) -> None:
    """Writes the numbers into the headings."""
    for group in groups:
        if group.name in numbers:
            found = numbers[group.name]
            group.number = gettext("%(number)s 件") % {"number": found if found <= MOST else f"{MOST}+"}


def suggestions_of(cases: Sequence[Case]) -> dict[int, Suggestion]:
    waiting = [case for case in cases if case.state == "received"]
    return {each.case_id: each for each in Suggestion.objects.filter(case__in=waiting).order_by("id")}


def hint(case: Case, suggestion: Suggestion | None, now: datetime) -> str:
    """What comes next for a case, as one phrase."""
    if case.rung:
        return gettext("由%(seat)s处理") % {"seat": acting_said(case)}
    if case.pending:
        return gettext(PENDING[case.pending])
    if case.state == "received":
        return hint_of_kind(case, suggestion)
    if case.state == "triaged":
        offer, found = precedent(case), routed(case.kind, case.area, now)
        if offer:
            return gettext("按先例建议派%(unit)s") % {"unit": unit_said(offer.unit)}
        return gettext("建议派%(unit)s") % {"unit": unit_said(found[0])} if found else gettext("没有规则，请选单位")
    return unit_said(case.unit or case.handled_unit)


def hint_of_kind(case: Case, suggestion: Suggestion | None) -> str:
    if not case.grid:
        return gettext("位置待定")
    best = suggestion.candidates[0] if suggestion and suggestion.candidates else None
    if case.kind or best is None:
        return kind_said(case.kind) or gettext("类别待定")
    if best["confidence"] < district().threshold_of(best["kind"]) / 2:
        return gettext("把握不足，请人工判断")
    return gettext("建议%(kind)s") % {"kind": kind_said(best["kind"])}

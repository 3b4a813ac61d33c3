"""What a list needs to follow what happens elsewhere: some of its rows anew, and the numbers of its queues and groups."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from liandong.cases import queries
from liandong.cases.models import Case
from liandong.faces.desk.case.joint import own_parts
from liandong.faces.desk.lists.bulk import bulk_choices
from liandong.faces.desk.lists.columns import as_table
from liandong.faces.desk.lists.rows import GROUPS, WHOLE, Group, group_conditions, grouped, number_groups
from liandong.faces.desk.lists.tabs import MOST, address, asked, tab_conditions, tabs, tabs_shown
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.kernel.clock import now

AT_ONCE: Final = 200


@require_safe
@desk()
def changes(request: DeskRequest) -> HttpResponseBase:
    """The rows of the cases in `changed` as far as they stand in the list, and which of them stand before its place `upto`."""
    actor, at, filters = request.actor, now(), asked(request.GET, request.actor)
    wanted = [int(word) for word in request.GET.getlist("changed")[:AT_ONCE] if word.isdecimal()]
    cases = list(queries.listed(actor, filters).filter(pk__in=wanted)) if wanted else []
    groups = grouped(cases, at, order=filters.order, hints=own_parts(actor, filters.tab, cases))
    for group in groups:
        group.word = ""
    shown: dict[str, Any] = {
        **numbers(request, filters), "groups": groups, "inside": " ".join(str(case.pk) for case in inside(cases, request, filters)),
        "can_bulk": bool(bulk_choices(actor, filters.tab)), **as_table(request.GET, cases),
        "behind": quote(reverse("desk:inbox") + address(request.GET)),
    }  # fmt: skip
    return render(request, "desk/changes.html", shown)


def inside(cases: list[Case], request: DeskRequest, filters: queries.Filters) -> list[Case]:
    """The cases that stand among the rows loaded so far."""
    place = queries.parsed_place(request.GET.get("upto", ""), filters.order)
    return [case for case in cases if place is None or queries.stands_before(case, place, filters.order)]


def numbers(request: DeskRequest, filters: queries.Filters) -> dict[str, Any]:
    """The numbers of the queues and of every group, by one statement."""
    names = tabs_shown(request.actor, filters)
    every = [] if filters.order in WHOLE else [Group(name, name) for name in GROUPS if name not in WHOLE.values()]
    of_groups = {
        f"group {name}": wanted for name, wanted in group_conditions(every, filters, now(), request.actor).items()
    }
    found = queries.counts(request.actor, tab_conditions(names, request.actor) | of_groups, MOST)
    number_groups(every, {name.removeprefix("group "): number for name, number in found.items() if name in of_groups})
    return {"tabs": tabs(request.GET, filters, names, found), "numbered": every}

"""The inbox: what waits for this role, by what is due first, with a preview beside it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liandong.access.roles import Sight
from liandong.cases import queries
from liandong.cases.models import Case
from liandong.desks.actions import KEEPS, PURPOSES
from liandong.desks.queries import views_of
from liandong.faces.desk import nav
from liandong.faces.desk.case.joint import own_parts
from liandong.faces.desk.case.sheet import sheet
from liandong.faces.desk.case.sketch import drawing, features
from liandong.faces.desk.lists.bulk import LAST, bulk_choices
from liandong.faces.desk.lists.columns import COLUMNS, as_table, chosen
from liandong.faces.desk.lists.rows import Group, group_conditions, grouped, number_groups
from liandong.faces.desk.lists.saved import shelf
from liandong.faces.desk.lists.tabs import MOST, ORDERS, address, asked, choices, tab_conditions, tabs, tabs_shown
from liandong.faces.desk.live.address import allowed
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.kernel.clock import now

SIZE: Final = 30
"""Rows on a page: twice what a screen shows; the next ones come when they are asked for."""
NARROWING: Final = ("area", "kind", "channel", "urgency", "reporters", "unit", "q")


@require_safe
@desk()
def inbox(request: DeskRequest) -> HttpResponseBase:
    """The list; for htmx with a place in it, only the rows that follow."""
    actor, at = request.actor, now()
    if actor.role.sight is Sight.NONE:
        return redirect(next(item for item in nav.items(request, actor) if not item.rare).url)
    views = list(views_of(actor)) if not request.headers.get("HX-Request") else []
    if not request.GET and (first := next((view for view in views if view.opens), None)):  # type: ignore[attr-defined]
        return redirect(f"{request.path}?{first.address}")
    filters = asked(request.GET, actor)
    page = queries.inbox(actor, filters, after=request.GET.get("after", ""), size=SIZE)
    picked = page.cases[0] if page.cases else None
    following = bool(request.headers.get("HX-Request") and request.GET.get("after"))
    here = picked.pk if picked and not following else None
    groups = grouped(page.cases, at, request.GET.get("last", ""), here, order=filters.order,
                     hints=own_parts(actor, filters.tab, page.cases))  # fmt: skip
    shown = {
        "groups": groups, "more": next_page(request, page.after, groups[-1].name) if page.after else "",
        "can_bulk": bool(bulk_choices(actor, filters.tab)),
        "behind": quote(request.path + address(request.GET)), **as_table(request.GET, page.cases),
    }  # fmt: skip
    if following:
        number_groups(groups, queries.counts(actor, group_conditions(groups, filters, at, actor), MOST))
        return render(request, "desk/table_rows.html" if shown["lines"] else "desk/rows.html", shown)
    beside = preview_of(request, picked) if picked and not shown["lines"] else {}
    page_shown = render(request, "desk/inbox.html", {
        **shown, **around(request, filters, groups, at), **beside, "views": shelf(views, request.GET)})  # fmt: skip
    return allowed(page_shown, request)


def around(request: DeskRequest, filters: queries.Filters, groups: list[Group], at: datetime) -> dict[str, object]:
    """What stands around the rows; the numbers of the tabs and of the groups come by one statement."""
    actor = request.actor
    names = tabs_shown(actor, filters)
    of_groups = {f"group {name}": wanted for name, wanted in group_conditions(groups, filters, at, actor).items()}
    numbers = queries.counts(actor, tab_conditions(names, actor) | of_groups, MOST)
    number_groups(
        groups, {name.removeprefix("group "): number for name, number in numbers.items() if name in of_groups}
    )
    shown = tabs(request.GET, filters, names, numbers)
    return {
        "filters": filters, "tabs": shown, "more_tabs": any(tab.rare for tab in shown), "choices": choices(actor, filters),
        "narrowed": any(request.GET.get(name) for name in NARROWING), "bulk_key": uuid.uuid4(),
        "columns": [(name, gettext(column.word), name in chosen(request.GET)) for name, column in COLUMNS.items()],
        "table": request.GET.get("look") == "table", "looks": looks(request.GET), "purposes": PURPOSES, "keeps": KEEPS,
        "acts": bulk_choices(actor, filters.tab), "batch": request.session.get(LAST),
        "tool_keys": [uuid.uuid4(), uuid.uuid4()], "here": request.GET.urlencode(),
        "cleared": address(request.GET, **dict.fromkeys(NARROWING, "")), "title": nav.home_word(actor),
    }  # fmt: skip


def looks(given: QueryDict) -> list[tuple[str, str, bool]]:
    """The same list in another look or order: (word, address, whether it is so now)."""
    table = given.get("look") == "table"
    return [
        (gettext("列表和预览"), address(given, look=""), not table),
        (gettext("表格"), address(given, look="table"), table),
        *(
            (gettext(word), address(given, sort=order), given.get("sort", "") == order)
            for order, word in ORDERS.items()
        ),
    ]


def next_page(request: DeskRequest, after: str, last: str) -> str:
    return f"{address(request.GET)}&after={after.replace('+', '%2B')}&last={last}"


def preview_of(request: DeskRequest, case: Case, trying: str = "") -> dict[str, object]:
    """What the preview shows of a case."""
    shown = sheet(case, request.actor, now(), trying)
    ground = features(case, [each.report for each in shown.said])
    return {"sheet": shown, "case": case, "drawing": drawing(case, ground), "key": uuid.uuid4(), "picked": case.pk,
            "back": request.path + address(request.GET)}  # fmt: skip


@require_safe
@desk()
def preview(request: DeskRequest, number: str) -> HttpResponseBase:
    """The preview of one case, as a fragment."""
    case = queries.case_seen_by(request.actor, number)
    shown = preview_of(request, case, request.GET.get("kind", ""))
    shown["back"] = request.GET.get("back", "")
    return render(request, "desk/preview.html", shown)

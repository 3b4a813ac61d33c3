"""Macros: what is done again and again in the same words, kept under a name and used by one key."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.cases.queries import case_seen_by, seen_by
from liandong.cases.states import State
from liandong.desks.macro_actions import drop_macro, save_macro, use_macro
from liandong.desks.queries import macro_of, macros_of
from liandong.desks.rules import may_drop
from liandong.desks.states import Act
from liandong.faces.desk.case.casepage import Tried, show
from liandong.faces.desk.lists.bulk import bulk_choices, inputs, macro_said
from liandong.faces.desk.pages import DeskRequest, back, desk, key_of
from liandong.faces.shared.names import kind_groups, unit_choices
from liandong.faces.shared.pages import STATUS
from liandong.forces.queries import units_covering
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
@desk()
def macros(request: DeskRequest) -> HttpResponseBase:
    """All macros of the person and the unit, and the form of a new one."""
    refused = None
    if request.method == "POST":
        try:
            return saved(request)
        except Refused as refusal:
            refused = refusal
    lines = [{"macro": each, "said": macro_said(each), "mine": may_drop(each.account_id, each.unit, request.actor)}
             for each in macros_of(request.actor)]  # fmt: skip
    return render(request, "desk/macros.html", {
        "lines": lines, "acts": bulk_choices(request.actor, "", request.POST.get("act", "")), "refused": refused,
        "groups": kind_groups(), "units": unit_choices(units_covering(request.actor.area)), "given": request.POST,
        "key": uuid.uuid4(),
    }, status=STATUS.get(refused.code, 409) if refused else 200)  # fmt: skip


def saved(request: DeskRequest) -> HttpResponseBase:
    """Keeps the macro in the form.

    Raises:
        Refused: something is missing, or the post may not.
    """
    act = next((each for each in Act if each.value == request.POST.get("act")), None)
    if act is None:
        raise Refused("请选要办什么。", code="input-missing", field="act")
    macro = save_macro(request.POST.get("name", ""), act, inputs(act, request.POST), shared="shared" in request.POST,
                       actor=request.actor, now=now(), key=key_of(request))  # fmt: skip
    messages.success(request, gettext("已存下常用语“%(name)s”") % {"name": macro.name})
    return redirect("desk:macros")


@require_POST
@desk()
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    drop_macro(pk, actor=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("常用语已去掉"))
    return redirect("desk:macros")


@require_safe
@desk()
def choose(request: DeskRequest, number: str) -> HttpResponseBase:
    """The macros that fit a case as it stands, each with a figure for its key; a fragment, or a page without a script."""
    case = case_seen_by(request.actor, number)
    found = [
        (at, each, macro_said(each), uuid.uuid4())
        for at, each in enumerate(macros_of(request.actor, [State(case.state)]), 1)
    ]
    shown = {"case": case, "macros": found, "back": request.GET.get("back", "")}
    name = "desk/macros_part.html" if request.headers.get("HX-Request") else "desk/macros_page.html"
    return render(request, name, shown)


@require_POST
@desk()
def use(request: DeskRequest, number: str, pk: int) -> HttpResponseBase:
    """Does to a case what a macro says."""
    case, macro = case_seen_by(request.actor, number), macro_of(request.actor, pk)
    try:
        use_macro(number, macro, by=request.actor, now=now(), key=key_of(request))
    except Refused as refused:
        return show(request, case, Tried("", request.POST, refused), STATUS.get(refused.code, 409))
    messages.success(request, gettext("已照“%(name)s”办理") % {"name": macro.name})
    seen = seen_by(request.actor).filter(pk=case.pk).exists()
    return back(request, "desk:case", number) if seen else back(request, "desk:inbox")

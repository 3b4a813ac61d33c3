"""The contacts of courtyards and communities in the own area: who a hazard is told, under which public name and number."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liandong.community.actions import add_contact, end_contact
from liandong.community.queries import kept_within
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.areas import areas_inside
from liandong.faces.shared.courtyards import area_of_courtyard
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

FIELDS: Final = ("area", "courtyard", "role_name", "role_name_en", "relay")
SHOWN: Final = 500


@require_http_methods(["GET", "HEAD", "POST"])
@desk("contact.keep")
def contacts(request: DeskRequest) -> HttpResponseBase:
    """All of them in the own area, and the form of a new one. A number that was typed is not written back into the page."""
    shown: dict[str, Any] = {"given": {}}
    status = 200
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip()[:80] for name in FIELDS}
        try:
            area = area_of_courtyard(given["courtyard"], given["area"]) if given["courtyard"] else given["area"]
            add_contact(area, given["role_name"], given["role_name_en"], given["relay"], request.POST.get("phone", "")[:40],
                        by=request.actor, now=now(), key=key_of(request))  # fmt: skip
            messages.success(request, gettext("联系人加上了"))
            return redirect("desk:contacts")
        except Refused as refused:
            shown, status = {"given": given, "refused": refused}, 422
    area = request.actor.area
    shown |= {
        "rows": kept_within(request.actor)[:SHOWN],
        "areas": [(name, areas_inside(code, 12)) for code, name in areas_inside(area[:9], 9)],
    }
    return render(request, "desk/contacts.html", shown, status=status)


@require_POST
@desk("contact.keep")
def end(request: DeskRequest, pk: int) -> HttpResponseBase:
    end_contact(pk, by=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("已经撤下，号码也删了"))
    return redirect("desk:contacts")

"""The "1+N" teams of the four-level network: who leads, who belongs, on which of the six force levels."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liandong.faces.desk.pages import DeskRequest, desk
from liandong.faces.shared.areas import areas_inside
from liandong.forces.models import FORCE_LEVELS, Member
from liandong.forces.queries import members_in


@require_safe
@desk("reference.edit")
def teams(request: DeskRequest) -> HttpResponseBase:
    """The six force levels counted over the district, and the teams of one subdistrict (?area=)."""
    found = areas_inside(settings.LIANDONG_DISTRICT, 9)
    area = request.GET.get("area", "")[:15] or next(iter(found), ("", ""))[0]
    counted = dict(Member.objects.values_list("force_level").annotate(n=Count("id")))
    levels = [(number, word, counted.get(number, 0)) for number, word in FORCE_LEVELS.items()]
    return render(request, "desk/teams.html", {"levels": levels, "rows": rows(area), "area": area, "areas": found})


def rows(area: str) -> list[dict[str, Any]]:
    """One dictionary a team: its name, its leader, and the others by force level."""
    shown = []
    for team, members in groupby(members_in(area), key=lambda member: member.team):
        people = list(members)
        leader = next((each.name for each in people if each.leads), "")
        others = [(FORCE_LEVELS[each.force_level], each.name) for each in people if not each.leads]
        shown.append({"name": team.name, "leader": leader, "others": others})
    return shown

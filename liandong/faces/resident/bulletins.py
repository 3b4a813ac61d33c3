"""公告: what one's own place is told, on the topics one wants. The choice lies on this telephone and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.bulletins.models import Bulletin, Column
from liandong.bulletins.queries import bulletin, columns, in_force
from liandong.bulletins.states import TOPIC_WORDS, Shows, Topic
from liandong.faces.resident.device import is_elder
from liandong.faces.resident.pages import page, with_refusals
from liandong.faces.shared.areas import area_path, areas_inside
from liandong.faces.shared.courtyards import area_of_courtyard
from liandong.faces.shared.names import chinese
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.knowledge.queries import found

PLACE: Final = "ld_place"
TOPICS: Final = "ld_topics"
KEPT_FOR: Final = timedelta(days=365)
AT_HOME: Final = 3
SHOWN: Final = 50
ALWAYS: Final = (Shows.MINE, Shows.BULLETINS)
"""Columns that say so when they have nothing to show."""


def place_of(request: HttpRequest) -> str:
    """The area that this telephone chose; empty for the whole district."""
    given = request.COOKIES.get(PLACE, "")
    ours = given.isdecimal() and given.startswith(settings.LIANDONG_DISTRICT) and len(given) in (9, 12, 15)
    return given if ours else ""


def topics_of(request: HttpRequest) -> list[str]:
    """The topics that it chose; none for all."""
    return [each for each in request.COOKIES.get(TOPICS, "").split(".") if each in set(Topic)]


def for_phone(request: HttpRequest, most: int) -> list[Bulletin]:
    return list(in_force(local_day(now()), place_of(request), topics_of(request))[:most])


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """What holds for the chosen place, and the form of the choice."""
    return listed(request)


def listed(request: HttpRequest, entered: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page. Its form holds the choice, or what was `entered` and is wrong."""
    place, chosen = place_of(request), topics_of(request)
    district = settings.LIANDONG_DISTRICT
    words = {
        "rows": for_phone(request, SHOWN), "place": place, "place_name": area_path(place), "chosen": chosen,
        "topics": [(each.value, gettext(word), each.value in chosen) for each, word in TOPIC_WORDS.items()],
        "areas": [(name, areas_inside(code, 12)) for code, name in areas_inside(district, 9)], "ticked": chosen,
        "community": place[:12], **(entered or {}),
    }  # fmt: skip
    return page(request, "bulletins", words, status=status)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps place and topics on this telephone."""
    area, courtyard = request.POST.get("area", "")[:15], request.POST.get("courtyard", "").strip()[:80]
    chosen = [each for each in request.POST.getlist("topic") if each in set(Topic)]
    try:
        place = area_of_courtyard(courtyard, area) if courtyard else area
    except Refused as refused:
        entered = {"courtyard": courtyard, "community": area, "ticked": chosen, "wrong": refused.sentence}
        return listed(request, entered, 422)
    response = HttpResponseRedirect(reverse("resident-bulletins"), status=303)
    for name, value in ((PLACE, place), (TOPICS, ".".join(chosen))):
        response.set_cookie(name, value, max_age=KEPT_FOR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@with_refusals
def one(request: HttpRequest, pk: int) -> HttpResponseBase:
    return page(request, "bulletin", {"row": bulletin(pk, local_day(now()))})


def shown_columns(request: HttpRequest) -> list[dict[str, Any]]:
    """The columns of the first page, each with what it shows; one that has nothing to show is left out. In elder mode
    there are fewer to choose from: what is told, and what was reported."""
    shown = columns().filter(shows__in=ALWAYS) if is_elder(request) else columns()
    made = [
        {"name": name_of(row), "shows": row.shows, "rows": rows_of(row, request), "words": row.words} for row in shown
    ]
    return [each for each in made if each["rows"] or each["shows"] in ALWAYS]


def name_of(row: Column) -> str:
    return row.name if chinese() else row.name_en


def rows_of(row: Column, request: HttpRequest) -> list[Any]:
    match row.shows:
        case Shows.BULLETINS:
            return list(for_phone(request, AT_HOME))
        case Shows.ANSWERS:
            return list(found(row.words, local_day(now()), public=True, most=AT_HOME))
        case Shows.LINKS:
            return [
                {"name": each["name" if chinese() else "name_en"], "address": each["address"]} for each in row.links
            ]
        case _:
            return []

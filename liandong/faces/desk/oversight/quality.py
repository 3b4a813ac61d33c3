"""How well the classifier's proposals do, week by week, and which of its models is in use."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.faces.desk.oversight.quality_shown import (
    kind_lines,
    link,
    models_shown,
    subdistrict_lines,
    week_lines,
    whole,
)
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.templatetags.ld import area as area_said
from liandong.faces.shared.templatetags.ld import kind as kind_said
from liandong.kernel.clock import LOCAL, now
from liandong.kernel.refusals import Refused
from liandong.learning import queries
from liandong.learning.actions import PERMISSION, ask_training, put_in_use
from liandong.learning.rules import LATEST
from liandong.learning.states import CONDITIONS, FEWEST_ASKED, PART_WORDS, Part

PAGE: Final = 100
KINDS_SHOWN: Final = 30
"""The most frequent kinds, which the page opens with; all of them are one link away."""


def linked(actor: Actor) -> bool:
    """Whether numbers lead to cases: not for who may see none."""
    return actor.role.sight is not Sight.NONE


@require_safe
@desk("quality.read")
def quality(request: DeskRequest) -> HttpResponseBase:
    counts = queries.counts(request.actor, now())
    most = None if request.GET.get("kinds") == "all" else KINDS_SHOWN
    to = link(reverse("desk:quality-cases")) if linked(request.actor) else link("")
    keeps = request.actor.may(PERMISSION)
    trainings = queries.trainings() if keeps else []
    return render(request, "desk/quality.html", {
        "whole": whole(counts.by_kind, to), "weeks": week_lines(counts.by_kind, to, queries.unseen(now())), "kinds": kind_lines(counts.by_kind, to, most),
        "more_kinds": max(0, len({row["proposed"] for row in counts.by_kind}) - most) if most else 0,
        "subdistricts": subdistrict_lines(counts.by_part, to), "linked": linked(request.actor), "keeps": keeps, "key": uuid.uuid4(),
        "models": models_shown(trainings), "running": any(each.ended_at is None for each in trainings),
        "conditions": CONDITIONS, "fewest": FEWEST_ASKED, "days": LATEST.days, "number_of_weeks": queries.WEEKS,
        "counted_at": counts.counted_at, "sample": queries.SAMPLE,
    })  # fmt: skip


@require_safe
@desk("quality.read")
def quality_cases(request: DeskRequest) -> HttpResponseBase:
    """Just the cases behind one number, the newest first."""
    if not linked(request.actor):
        raise Refused("您的岗位看得到数，看不到案卷。", code="no-permission")
    given = request.GET
    if given.get("part") not in set(Part):
        raise Refused("没有这个数。", code="not-found")
    part, (start, end) = Part(given["part"]), queries.span(now())
    week, area, kind = week_of(given.get("week", "")), given.get("area", "")[:9], given.get("kind", "")[:8]
    found = queries.behind(request.actor, part, start, end, week=week, area=area, kind=kind)
    words = [
        week.astimezone(LOCAL).strftime("%m-%d") if week else "",
        area_said(area) if area else "",
        kind_said(kind) if kind else "",
    ]
    return render(request, "desk/figures_cases.html", {
        "cases": found[:PAGE], "number": found.count(), "word": gettext(PART_WORDS[part]), "received": True, "more": "",
        "days": gettext("最近 %(weeks)s 周") % {"weeks": queries.WEEKS}, "where": "·".join(filter(None, words)),
        "back": reverse("desk:quality"),
    })  # fmt: skip


def week_of(text: str) -> datetime | None:
    """The Monday that an address names.

    Raises:
        Refused: it is no day.
    """
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        raise Refused("没有这个数。", code="not-found") from None


@require_POST
@desk(PERMISSION)
def train(request: DeskRequest) -> HttpResponseBase:
    ask_training(actor=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("开始训练了，大约要一两分钟。训练好了在这里比较。"))
    return redirect("desk:quality")


@require_POST
@desk(PERMISSION)
def use(request: DeskRequest, pk: int) -> HttpResponseBase:
    used = put_in_use(pk, actor=request.actor, now=now(), key=key_of(request))
    messages.success(request, gettext("已换上模型 %(version)s，几秒内各处都用它") % {"version": used.version})
    return redirect("desk:quality")

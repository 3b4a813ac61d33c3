"""The roster: who of one's area works when. Those who make it see shifts and whether somebody clocked in, never where they were."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liandong.faces.desk.pages import DeskRequest, desk, key_of, made
from liandong.forces.models import Shift
from liandong.forces.shift_actions import drop_shift, plan_shift
from liandong.forces.shift_queries import IN_THE_FIELD, posts_in, roster_in
from liandong.kernel.clock import LOCAL, local_day, now
from liandong.kernel.refusals import Refused

MOST_DAYS: Final = 14


@require_http_methods(["GET", "POST"])
@desk("roster.plan")
def roster(request: DeskRequest) -> HttpResponseBase:
    """The shifts of the next seven days; the form plans some on consecutive days, or takes one away."""
    shown: dict[str, Any] = {
        "given": request.POST, "key": uuid.uuid4(), "today": local_day(now()), "days": range(1, MOST_DAYS + 1),
        "posts": posts_in(request.actor.area, now()).filter(role__in=IN_THE_FIELD),
    }  # fmt: skip
    if led := made(request, shown, lambda: change(request), gettext("已保存"), "desk:roster"):
        return led
    shown["rows"] = roster_in(request.actor.area, now())
    return render(request, "desk/roster.html", shown, status=409 if "refused" in shown else 200)


def change(request: DeskRequest) -> None:
    if "drop" in request.POST:
        drop_shift(one_of(request), by=request.actor, now=now(), key=key_of(request))
    else:
        plan(request)


def one_of(request: DeskRequest) -> Shift:
    """The shift named in the form, if it lies in the actor's area."""
    named = request.POST.get("drop", "")
    found = roster_in(request.actor.area, now()).filter(pk=int(named)).first() if named.isdecimal() else None
    if found is None:
        raise Refused("没有找到这个班次，可能已经撤了。", code="not-found")
    return found


@transaction.atomic
def plan(request: DeskRequest) -> None:
    """Plans the same hours on some days on end, all or none.

    Raises:
        Refused: the post is not of this area, a word is no day or hour, or a shift makes no sense.
    """
    given = request.POST
    named = given.get("post", "")
    post = posts_in(request.actor.area, now()).filter(pk=int(named)).first() if named.isdecimal() else None
    if post is None:
        raise Refused("请选人。", code="input-missing", field="post")
    for at, (starts_at, ends_at) in enumerate(spans(given)):
        plan_shift(post.pk, starts_at, ends_at, actor=request.actor.label, now=now(), key=f"{key_of(request)}:{at}")


def spans(given: Mapping[str, str]) -> list[tuple[datetime, datetime]]:
    """Beginnings and ends; hours that end before they begin run over midnight."""
    try:
        first, days = date.fromisoformat(given.get("day", "")), int(given.get("days", "1"))
        begin, end = time.fromisoformat(given.get("from", "")), time.fromisoformat(given.get("to", ""))
    except ValueError:
        raise Refused("日期和时间的写法不对，例如 2026-06-12、08:30。", code="bad-format", field="day") from None
    over = timedelta(days=1) if end <= begin else timedelta()
    wanted = [first + timedelta(days=more) for more in range(min(max(days, 1), MOST_DAYS))]
    return [(datetime.combine(day, begin, LOCAL), datetime.combine(day + over, end, LOCAL)) for day in wanted]

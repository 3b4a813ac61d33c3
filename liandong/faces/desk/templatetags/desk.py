"""What only the desk's templates say."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liandong.cases.models import Case
from liandong.faces.desk import marks, nav
from liandong.faces.desk.case import handover
from liandong.faces.desk.case.rungs import acting_said
from liandong.faces.desk.folds import folds
from liandong.faces.desk.live.address import address
from liandong.faces.desk.oversight import figures_drawn
from liandong.faces.shared.names import chinese
from liandong.letters.models import Inlet
from liandong.places.ground import middle

register = template.Library()


@register.inclusion_tag("desk/nav.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """The navigation of the person's active post."""
    request: HttpRequest = context["request"]
    actor = getattr(request, "actor", None)
    return {
        "request": request, "csrf_token": context.get("csrf_token"), "actor": actor, "posts": getattr(request, "posts", []),
        "items": list(nav.items(request, actor)) if actor else [],
    }  # fmt: skip


register.filter(folds)
register.simple_tag(marks.tags, name="tags")
register.simple_tag(marks.options, name="options")
register.simple_tag(marks.option_groups, name="option_groups")
register.simple_tag(figures_drawn.figures_cell, name="figures_cell")
register.simple_tag(figures_drawn.figures_cells, name="figures_cells")
register.simple_tag(figures_drawn.figures_bar, name="figures_bar")


@register.simple_tag
def key_field() -> str:
    """The hidden idempotency key of a form: sent twice, it writes once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.filter
def named(row: Inlet) -> str:
    """What people call an account at a message service; its Chinese name where there is no English one."""
    return row.name if chinese() or not row.name_en else row.name_en


@register.simple_tag(takes_context=True)
def live_source(context: template.Context) -> SafeString | str:
    """Names the stream of changes to the page's script; nothing where there is none."""
    where = address(context["request"])
    return format_html('<div hidden data-live="{}"></div>', where) if where else ""


register.simple_tag(handover.choices, name="hand_over_choices")


@register.simple_tag
def district_middle() -> tuple[str, str]:
    """Where a map on which nothing is picked yet opens: lon and lat in degrees, with a decimal point in every language."""
    lon, lat = middle()
    return str(lon), str(lat)


@register.filter
def acting(case: Case) -> str:
    """The post that must act on a case since it climbed."""
    return acting_said(case)


@register.filter
def day(value: Any) -> str:
    """A day as a date field holds it; what somebody typed stays as it was."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def same(one: Any, other: Any) -> bool:
    """Equal as words: what a form sent back is text, what a row holds may be a number."""
    return str(one if one is not None else "") == str(other if other is not None else "")

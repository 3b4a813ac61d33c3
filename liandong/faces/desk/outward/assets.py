"""The ledger of components and hazards: found by code, place or name; each with its QR code and what was found at it."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liandong.faces.desk.pages import DeskRequest, desk
from liandong.kernel.clock import local_day, now
from liandong.ledger.models import Asset
from liandong.ledger.queries import asset as asset_with
from liandong.ledger.queries import assets as assets_seen
from liandong.ledger.queries import checks_of
from liandong.ledger.rules import due_on
from liandong.ledger.states import FINDING_WORDS, SORT_WORDS, Finding, Sort

PAGE: Final = 50


@require_safe
@desk("case.note")
def assets(request: DeskRequest) -> HttpResponseBase:
    """The assets of one's area or unit, a page at a time, by code."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "sort", "after")}
    found = assets_seen(request.actor)
    if given["q"]:
        found = found.filter(
            Q(code__startswith=given["q"]) | Q(place__contains=given["q"]) | Q(name__contains=given["q"])
        )
    if given["sort"] in set(Sort):
        found = found.filter(sort=given["sort"])
    if given["after"]:
        found = found.filter(code__gt=given["after"])
    rows = list(found[: PAGE + 1])
    return render(request, "desk/assets.html", {
        "rows": [shown(row) for row in rows[:PAGE]], "after": rows[PAGE - 1].pk if len(rows) > PAGE else "", "given": given,
        "sorts": [(sort.value, word) for sort, word in SORT_WORDS.items()],
    })  # fmt: skip


def shown(row: Asset) -> dict[str, Any]:
    """An asset, when it is to be looked at again, and whether that day is past."""
    today, seen = local_day(now()), local_day(row.checked_at) if row.checked_at else None
    due = due_on(seen, row.every_days, today)
    return {"row": row, "sort": SORT_WORDS[Sort(row.sort)], "due": due, "late": due is not None and due <= today}


@require_safe
@desk("case.note")
def asset(request: DeskRequest, code: str) -> HttpResponseBase:
    """One asset, its QR code to print, and the last looks at it: what was found, never who opened a door."""
    row = asset_with(code, request.actor)
    checks = [(check, FINDING_WORDS[Finding(check.finding)]) for check in checks_of(row)]
    return render(request, "desk/asset.html", {**shown(row), "checks": checks})


@require_safe
@desk("case.note")
def picture(request: DeskRequest, code: str) -> HttpResponseBase:
    """The QR code of an asset as SVG: read by the field app, or by any telephone, it opens the form of its check."""
    row = asset_with(code, request.actor)
    made = get_adapter().build_totp_svg(f"{settings.LIANDONG_PUBLIC_URL}/field/#/asset/{row.pk}")
    return HttpResponse(made, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})

"""Rows that could not become a report: somebody puts them right, or says that they are not worth a case."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.channels.actions import drop, retry
from liandong.channels.models import QuarantinedRow
from liandong.channels.queries import quarantine_open
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

ROWS: Final = 50


@require_safe
@desk("quarantine.work")
def quarantine(request: DeskRequest) -> HttpResponseBase:
    """What waits, oldest first; narrowed to one source by ?source=."""
    source = request.GET.get("source", "")[:80]
    page = Paginator(quarantine_open(source), ROWS).get_page(request.GET.get("page"))
    return render(request, "desk/quarantine.html", {"page": page, "source": source})


@require_http_methods(["GET", "POST"])
@desk("quarantine.work")
def quarantined(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One row with all its columns as fields; sending it takes the row again."""
    row = row_of(pk)
    shown = {"row": row, "fields": list(row.raw.items()), "reason": row.sentence}
    if request.method == "POST":
        corrected = {name: request.POST.get(f"column-{n}", value) for n, (name, value) in enumerate(row.raw.items())}
        try:
            kept = retry(pk, corrected, actor=request.actor.label, now=now(), key=key_of(request))
        except Refused as refused:
            shown |= {"fields": list(corrected.items()), "reason": refused.sentence}
            return render(request, "desk/quarantined.html", shown, status=409)
        messages.success(request, gettext("已成为案卷 {number}").format(number=kept.case))
        return redirect("desk:quarantine")
    return render(request, "desk/quarantined.html", shown)


@require_POST
@desk("quarantine.work")
def drop_row(request: DeskRequest, pk: int) -> HttpResponseBase:
    row_of(pk)
    drop(pk, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("这一行不再处理，原文还在"))
    return redirect("desk:quarantine")


def row_of(pk: int) -> QuarantinedRow:
    row = QuarantinedRow.objects.select_related("run").filter(pk=pk).first()
    if row is None:
        raise Refused("没有这一行。", code="not-found")
    return row

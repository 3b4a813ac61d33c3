"""What happened to the cases of one's unit."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from liandong.deadlines.words import past_words
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.kernel.clock import now
from liandong.notices.actions import mark_read
from liandong.notices.queries import notices_for
from liandong.notices.sentences import to_unit

ROWS: Final = 50


@require_safe
@desk()
def notices(request: DeskRequest) -> HttpResponseBase:
    """The unit's notices, newest first; the unread ones stand out."""
    at = now()
    page = Paginator(notices_for(request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [(one, to_unit(one.kind, one.title), past_words(one.at, at)) for one in page]
    return render(request, "desk/notices.html", {"page": page, "rows": rows})


@require_POST
@desk()
def read_all(request: DeskRequest) -> HttpResponseBase:
    mark_read(request.actor, now=now(), key=key_of(request))
    return redirect("desk:notices")

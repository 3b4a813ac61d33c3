"""What residents read themselves: the public part of the knowledge base."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from liandong.faces.resident.pages import page, with_refusals
from liandong.kernel.clock import local_day, now
from liandong.knowledge.queries import article, found


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What answers some words, or the most used."""
    words = request.GET.get("q", "")[:60]
    return page(request, "answers", {"words": words, "rows": found(words, local_day(now()), public=True)})


@require_safe
@with_refusals
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    return page(request, "answer", {"row": article(pk, local_day(now()), public=True)})

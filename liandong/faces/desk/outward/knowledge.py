"""The knowledge base: found by words, read, voted on, written by the unit it belongs to; and the questions nobody answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.cases.reference import kinds
from liandong.faces.desk.forms import day
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.names import kind_said
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.knowledge.actions import answer_with, ask, vote, withdraw, write_article
from liandong.knowledge.models import Article
from liandong.knowledge.queries import article as article_with
from liandong.knowledge.queries import due, found, gaps
from liandong.knowledge.rules import Text, may_write, tone

REVIEWED_FOR: Final = timedelta(days=180)
FIELDS: Final = ("title", "body", "synonyms", "kind", "public", "valid_from", "valid_until", "review_on")


@require_safe
@desk()
def knowledge(request: DeskRequest) -> HttpResponseBase:
    """What answers some words, the best first; for htmx only the rows."""
    words, today = request.GET.get("q", "")[:60], local_day(now())
    rows = [(row, tone(row.review_on, row.valid_until, today)) for row in found(words, today)]
    shown = {"rows": rows, "words": words, "can_write": request.actor.may("knowledge.write")}
    if request.headers.get("HX-Request"):
        return render(request, "desk/knowledge_rows.html", shown)
    mine = None if request.actor.role_name == "steward" else request.actor.unit
    shown |= {"due": due(today, mine)[:20] if shown["can_write"] else [], "gaps": gaps(8)}
    return render(request, "desk/knowledge.html", shown)


@require_safe
@desk()
def article(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One article with its versions; one that has run out says so."""
    row, today = article_with(pk, local_day(now())), local_day(now())
    shown = {
        "row": row, "tone": "late" if row.withdrawn_at else tone(row.review_on, row.valid_until, today),
        "versions": row.versions.order_by("-number")[:10],
        "can_write": may_write(request.actor, row.unit) and row.withdrawn_at is None,
    }  # fmt: skip
    return render(request, "desk/article.html", shown)


@require_http_methods(["GET", "POST"])
@desk("knowledge.write")
def write(request: DeskRequest, pk: int | None = None) -> HttpResponseBase:
    """The form of a new article, of a new version, or of the answer to a question (?question=)."""
    today = local_day(now())
    row = article_with(pk, today) if pk else None
    shown: dict[str, Any] = {"row": row, "kinds": kind_choices(), "question": request.GET.get("question", "")}
    if request.method == "POST":
        shown |= {
            "given": {name: request.POST.get(name, "") for name in FIELDS},
            "question": request.POST.get("question", ""),
        }
        try:
            text = written(request.POST, row.unit if row else request.actor.unit, row)
            answers = int(shown["question"]) if shown["question"].isdecimal() else None
            kept = write_article(text, by=request.actor, now=now(), pk=pk, answers=answers, key=key_of(request))
        except Refused as refused:
            return render(request, "desk/article_form.html", shown | {"refused": refused}, status=409)
        messages.success(request, gettext("已存为第 {n} 版").format(n=kept.version))
        return redirect("desk:article", kept.pk)
    fresh = {"title": request.GET.get("title", "")[:60], "valid_from": today, "review_on": today + REVIEWED_FOR}
    shown["given"] = {name: getattr(row, name) for name in FIELDS} if row else fresh
    return render(request, "desk/article_form.html", shown)


def written(form: QueryDict, unit: str, row: Article | None) -> Text:
    """The text in a form."""
    until = form.get("valid_until", "").strip()
    text = Text(
        title=form.get("title", ""), body=form.get("body", ""), synonyms=form.get("synonyms", ""), unit=unit,
        kind=form.get("kind") or None, public=bool(form.get("public")), review_on=day(form.get("review_on", ""), "review_on"),
        valid_from=row.valid_from if row else day(form.get("valid_from", ""), "valid_from"),
        valid_until=day(until, "valid_until") if until else None,
    )  # fmt: skip
    if text.kind and text.kind not in kinds():
        return replace(text, kind=None)
    return text


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind_said(kind.code)) for kind in kinds().values() if kind.active]


@require_POST
@desk()
def mark(request: DeskRequest, pk: int, what: str) -> HttpResponseBase:
    """Says that it answered somebody, that it is useful or useless, or takes it back."""
    key, at = key_of(request), now()
    match what:
        case "used":
            count = answer_with(pk, request.POST.get("subject", "")[:40], by=request.actor, now=at, key=key)
            messages.success(request, gettext("记下了：已用于 {n} 次答复").format(n=count))
        case "useful" | "useless":
            vote(pk, what == "useful", by=request.actor, now=at, key=key)
            messages.success(request, gettext("谢谢，已经记下"))
        case "withdraw":
            withdraw(pk, request.POST.get("reason", ""), by=request.actor, now=at, key=key)
            messages.success(request, gettext("已经撤下，谁也不会再查到它"))
        case _:
            raise Refused("没有这个地址。", code="not-found")
    return redirect("desk:article", pk)


@require_POST
@desk()
def asked(request: DeskRequest) -> HttpResponseBase:
    """Keeps a question that nothing answered; for htmx only the word that it is kept, since a call goes on meanwhile."""
    ask(request.POST.get("words", ""), by=request.actor, now=now(), key=key_of(request))
    if request.headers.get("HX-Request"):
        return render(request, "desk/question_noted.html")
    messages.success(request, gettext("记下了。有人写好答复，这里就能查到。"))
    return redirect("desk:knowledge")

"""Small forms that ask for a few things about a case: a fragment for the page that is open, else a page of their own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from liandong.cases.models import Case
from liandong.cases.queries import seen_by
from liandong.faces.desk.pages import DeskRequest, back
from liandong.faces.shared.pages import STATUS
from liandong.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked. `sort`: "text", "words" (several lines), "choice", "many", "tick", "time" or "photos"."""

    name: str
    sort: str
    label: str
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    value: Any = ""
    most: int = 300
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked, and the word on its button."""

    verb: str
    fields: Sequence[Field]
    says: str = ""


def ask(request: DeskRequest, case: Case, form: Form, act: Callable[[], object], done: str) -> HttpResponseBase:
    """GET shows the form. POST acts, says `done` and goes back; refused, it shows the form with what was given."""
    if request.method == "GET":
        return shown(request, case, form)
    try:
        act()
    except Refused as refused:
        return shown(request, case, form, refused)
    messages.success(request, done)
    seen = seen_by(request.actor).filter(pk=case.pk).exists()
    return back(request, "desk:case", case.number) if seen else back(request, "desk:inbox")


def shown(request: DeskRequest, case: Case, form: Form, refused: Refused | None = None) -> HttpResponseBase:
    part = request.method == "GET" and request.headers.get("HX-Request")
    asked = request.POST if request.method == "POST" else request.GET
    context = {
        "case": case, "form": form, "fields": [(field, given(request, field)) for field in form.fields], "refused": refused,
        "url": request.path, "key": uuid.uuid4(), "back": asked.get("back", ""),
        "case_url": reverse("desk:case", args=[case.number]),
    }  # fmt: skip
    status = STATUS.get(refused.code, 409) if refused else 200
    return render(request, "desk/asked.html" if part else "desk/asked_page.html", context, status=status)


def given(request: DeskRequest, field: Field) -> Any:
    """What a field holds: what was sent, else what it begins with."""
    if request.method != "POST":
        return field.value
    if field.sort == "many":
        return request.POST.getlist(field.name)
    return field.name in request.POST if field.sort == "tick" else request.POST.get(field.name, "")

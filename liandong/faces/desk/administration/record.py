"""Reading of the journal for the audit administrator: who did what, when; never what people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liandong.faces.desk.case.timeline import actor_names
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link, timeline

PAGE: Final = 100
CODES: Final = frozenset({
    "move", "state", "unit", "from", "rule", "kind", "grid", "area", "channel", "field", "purpose", "role", "post", "username",
    "due_at", "stage_due_at", "hours", "stars", "by", "digest", "size", "rules", "kinds", "units", "teams", "working", "day",
    "stage", "rung", "acting_unit", "acting_role", "whom", "meant", "answer_due_at", "urgency", "why", "due",
})  # fmt: skip
"""Fields whose values are codes, numbers and instants. Free text may tell of persons and is shown only by its length."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, who made it, and its fields as far as they may be shown."""

    entry: Entry
    who: str
    fields: list[tuple[str, str]]


@require_safe
@desk("journal.read")
def journal(request: DeskRequest) -> HttpResponseBase:
    """The newest entries first, narrowed by subject, kind and actor; of one subject whether its chain is whole."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("subject", "kind", "actor", "before")}
    found = Entry.objects.order_by("-id").defer("hash")
    if given["subject"]:
        found = found.filter(subject=given["subject"])
    if given["kind"]:
        found = found.filter(kind__startswith=given["kind"])
    if given["actor"]:
        found = found.filter(actor=given["actor"])
    if given["before"].isdecimal():
        found = found.filter(id__lt=int(given["before"]))
    entries = list(found[: PAGE + 1])
    names = actor_names(entry.actor for entry in entries)
    return render(request, "desk/journal.html", {
        "lines": [Line(entry, names.get(entry.actor, entry.actor), shown(entry.data)) for entry in entries[:PAGE]],
        "before": entries[PAGE - 1].pk if len(entries) > PAGE else "", "given": given, "chain": chain(given["subject"]),
    })  # fmt: skip


def shown(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of an entry: codes as they are, free text by its length."""
    return [(name, str(value) if name in CODES else covered(value)) for name, value in sorted(data.items()) if value]


def covered(value: Any) -> str:
    return gettext("（%(number)s 字，不显示）") % {"number": len(str(value))}


def chain(subject: str) -> dict[str, Any] | None:
    """Whether a subject's entries are all there and unchanged."""
    if not subject:
        return None
    return {"length": timeline(subject).count(), "broken": broken_link(subject)}

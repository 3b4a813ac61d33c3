"""The check beside a reply while it is written, its draft, and the check of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from liandong.cases.models import Case, Report
from liandong.cases.queries import case_seen_by
from liandong.cases.replies import LACK_WORDS, REPLY_FIELDS, draft, lacks
from liandong.cases.states import Move, State
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.faces.shared.names import unit_said
from liandong.journal.models import Entry
from liandong.kernel.clock import now

CHECKED: Final = {move.value: move for move in REPLY_FIELDS}


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply that was checked: what it lacks, in words; `drafted`: where a draft of it is offered."""

    lacks: list[str]
    drafted: bool = False


def checked(move: Move, reply: str, case: Case, reports: Sequence[Report]) -> Checked:
    asked = " ".join([case.title, *(each.text for each in reports)])
    return Checked([gettext(LACK_WORDS[lack]) for lack in lacks(move, reply, asked)], move is Move.HANDLE)


def drafted(case: Case) -> dict[str, str]:
    """The inputs of a result's form with the draft in it."""
    return {"note": draft(case.title, unit_said(case.unit), now())}


def sent(case: Case, entries: Sequence[Entry], reports: Sequence[Report]) -> Checked | None:
    """The check of the result that waits for its verifier; None where none does."""
    if case.state != State.HANDLED:
        return None
    last = next((each for each in reversed(entries) if each.kind == "case.handled"), None)
    return checked(Move.HANDLE, str(last.data.get("note", "")), case, reports) if last else None


@require_POST
@desk()
def check(request: DeskRequest, number: str, name: str) -> HttpResponseBase:
    """What a reply still lacks, as a fragment; nothing is kept."""
    case = case_seen_by(request.actor, number)
    if name not in CHECKED:
        raise Http404
    move = CHECKED[name]
    found = checked(move, request.POST.get(REPLY_FIELDS[move], "")[:1000], case, list(case.reports.all()))
    return render(request, "desk/reply_check.html", {"reply": found, "case": case})

"""One act on many cases: chosen on a page of its own or by one button of the list, followed, stopped, undone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import listed, seen_by
from liandong.cases.states import State
from liandong.desks.batch_actions import begin, cancel, undo, work
from liandong.desks.models import Batch, Macro
from liandong.desks.queries import batch_of, macro_of, macros_of, progress
from liandong.desks.rules import acts_for, why_not_undone
from liandong.desks.states import ACTS, AT_ONCE, MOST, UNDO_FOR, Act, Outcome
from liandong.faces.desk.lists.tabs import asked
from liandong.faces.desk.pages import DeskRequest, back, desk
from liandong.faces.shared.names import kind_groups, kind_said, unit_choices, unit_said
from liandong.faces.shared.pages import STATUS
from liandong.forces.queries import units_covering
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

WORDS: Final = {
    Act.DISPATCH: gettext_noop("照建议派遣"), Act.CLASSIFY: gettext_noop("改类别"), Act.REFUSE: gettext_noop("不予立案"),
    Act.RECALL: gettext_noop("撤回派遣"), Act.URGE: gettext_noop("催办"), Act.ACCEPT: gettext_noop("签收"), Act.RETURN: gettext_noop("退回"),
    Act.NOTE: gettext_noop("写备注"),
}  # fmt: skip
LAST: Final = "batch"
"""Where the session keeps the batch that the list shows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An act that can be chosen, and the inputs of its form."""

    name: str
    word: str
    inputs: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch as the list and its own page show it."""

    batch: Batch
    word: str
    total: int
    done: int
    refused: int
    passed: int
    over: bool
    minutes: int
    key: uuid.UUID

    @property
    def behind(self) -> int:
        return self.done + self.refused + self.passed


def tab_states(tab: str) -> Sequence[State]:
    """The states that stand in a tab; of a tab that mixes them, all."""
    return [State(tab)] if tab in set(State) else list(State)


def bulk_choices(actor: Actor, tab: str, chosen: str = "") -> list[Choice]:
    found = acts_for(actor, tab_states(tab)) if tab != "closed" else []
    return [
        Choice(act.value, gettext(WORDS[act]), (*ACTS[act].asks, *ACTS[act].takes), act.value == (chosen or found[0].value))
        for act in found
    ]  # fmt: skip


def ticked(request: DeskRequest, given: QueryDict) -> list[Case]:
    """The cases in question, as far as they are in sight: the ticked ones, or the whole list with `all` in the address."""
    if "all" in given:
        return list(listed(request.actor, asked(given, request.actor))[:MOST])
    found = seen_by(request.actor).filter(number__in=given.getlist("case")[:MOST]).defer("search")
    return list(found.order_by("stage_due_at", "id"))


@require_safe
@desk()
def choose(request: DeskRequest) -> HttpResponseBase:
    """What to do with the ticked cases."""
    return page(request, ticked(request, request.GET), request.GET.get("act", ""))


def page(request: DeskRequest, cases: Sequence[Case], act: str, refused: Refused | None = None) -> HttpResponseBase:
    given = request.POST or request.GET
    shown = {
        "cases": cases, "acts": bulk_choices(request.actor, "", act), "given": given, "refused": refused, "most": MOST,
        "groups": kind_groups(), "units": unit_choices(units_covering(request.actor.area)), "key": uuid.uuid4(),
        "back": given.get("back", ""), "all": "all" in given,
        "macros": [(each, macro_said(each)) for each in macros_of(request.actor)],
    }  # fmt: skip
    return render(request, "desk/bulk.html", shown, status=STATUS.get(refused.code, 409) if refused else 200)


@require_POST
@desk()
def start(request: DeskRequest) -> HttpResponseBase:
    """Begins the batch, works a short one at once, and goes back to the list, which shows how far it is."""
    numbers = request.POST.getlist("case")
    act, given = asked_for(request)
    if act is None:
        return page(
            request, ticked(request, request.POST), "", Refused("请选要办什么。", code="input-missing", field="act")
        )
    try:
        batch = begin(act, numbers, given, actor=request.actor, now=now(), key=key_in(request))
    except Refused as refused:
        return page(request, ticked(request, request.POST), act.value, refused)
    return followed(request, batch)


def asked_for(request: DeskRequest) -> tuple[Act | None, dict[str, str]]:
    """The act in the form with its inputs, its own or those of a macro."""
    name, _, number = request.POST.get("act", "").partition(":")
    if name == "macro" and number.isdecimal():
        macro = macro_of(request.actor, int(number))
        return Act(macro.act), dict(macro.inputs)
    act = next((each for each in Act if each.value == name), None)
    return act, inputs(act, request.POST) if act else {}


def macro_said(macro: Macro) -> str:
    """What a macro does, in words."""
    given: Mapping[str, str] = macro.inputs
    words = [gettext(WORDS[Act(macro.act)]), kind_said(given.get("kind")), unit_said(given.get("unit")),
             given.get("reason", ""), given.get("note", "")]  # fmt: skip
    return "·".join(word for word in words if word)


def inputs(act: Act, given: QueryDict) -> dict[str, str]:
    """What the form gives for an act; each act's reason has a field of its own."""
    longest = {"reason": 500, "note": 1000}
    names = (*ACTS[act].asks, *ACTS[act].takes)
    return {name: given.get(name, "").strip()[: longest.get(name, 40)] for name in names}


def key_in(request: DeskRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def followed(request: DeskRequest, batch: Batch) -> HttpResponseBase:
    if batch.cases.count() <= AT_ONCE:
        work(batch.pk, now)
    request.session[LAST] = str(batch.pk)
    return back(request, "desk:inbox")


def shown_batch(batch: Batch, at: datetime) -> Shown:
    numbers = progress(batch)
    word = gettext(WORDS[Act(batch.act)])
    if batch.undoes_id:
        word = gettext("撤销%(act)s") % {"act": word}
    undone = Batch.objects.filter(undoes=batch).exists()
    barred = why_not_undone(
        Act(batch.act), undoes=bool(batch.undoes_id), undone=undone, finished_at=batch.finished_at, now=at
    )
    left = (batch.finished_at + UNDO_FOR - at).total_seconds() / 60 if batch.finished_at and not barred else 0
    return Shown(batch, word, sum(numbers.values()), numbers["done"], numbers["refused"], numbers["passed"],
                 batch.finished_at is not None, int(left) + 1 if left > 0 and numbers["done"] else 0, uuid.uuid4())  # fmt: skip


@require_safe
@desk()
def strip(request: DeskRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The line over the list: how far a batch is; afterwards how it ended, as long as it can be undone."""
    batch, at = batch_of(request.actor, pk), now()
    if batch.finished_at and at - batch.finished_at > UNDO_FOR:
        request.session.pop(LAST, None)
        return render(request, "desk/batch_strip.html", {})
    shown: dict[str, Any] = {
        "shown": shown_batch(batch, at),
        "why": why_not(batch, 2),
        "back": request.GET.get("back", ""),
    }
    return render(request, "desk/batch_strip.html", shown)


@require_safe
@desk()
def result(request: DeskRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every case of a batch, with what became of it."""
    batch = batch_of(request.actor, pk)
    return render(
        request,
        "desk/batch.html",
        {"shown": shown_batch(batch, now()), "lines": why_not(batch), "done": dones(request, batch)},
    )


def why_not(batch: Batch, most: int | None = None) -> list[tuple[str, str]]:
    """The numbers of the cases that were refused, each with its sentence."""
    found = batch.cases.filter(outcome=Outcome.REFUSED).order_by("turn")[:most]
    return [(each.number, Refused(each.template, **each.words).sentence) for each in found]


def dones(request: DeskRequest, batch: Batch) -> list[Case]:
    """The cases that the act was made on, as far as they are still in sight."""
    numbers = batch.cases.filter(outcome=Outcome.DONE).values("number")
    return list(seen_by(request.actor).filter(number__in=numbers).defer("search").order_by("id"))


@require_POST
@desk()
def stop(request: DeskRequest, pk: uuid.UUID) -> HttpResponseBase:
    cancel(pk, actor=request.actor, now=now())
    work(pk, now)
    return back(request, "desk:inbox")


@require_POST
@desk()
def take_back(request: DeskRequest, pk: uuid.UUID) -> HttpResponseBase:
    return followed(request, undo(pk, actor=request.actor, now=now(), key=key_in(request)))

"""Reads of views, batches and macros."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from liandong.access.rules import Actor
from liandong.cases.states import State
from liandong.desks.models import Batch, Macro, Opening, SavedView
from liandong.desks.rules import acts_for
from liandong.desks.states import Outcome
from liandong.kernel.refusals import Refused


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """The person's own views and those shared with the unit, own ones first; `opens` marks the one the desk opens with."""
    own = Q(account_id=actor.account, unit=None)
    found = SavedView.objects.filter(own | Q(unit=actor.unit), dropped_at=None).select_related("account")
    opens = Exists(Opening.objects.filter(view=OuterRef("pk"), post_id=actor.post))
    return found.annotate(opens=opens).order_by(F("unit").desc(nulls_first=True), "id")


def view_of(actor: Actor, number: int) -> SavedView:
    """One view that the actor may open.

    Raises:
        Refused: with code "not-found".
    """
    found = views_of(actor).filter(pk=number).first()
    if found is None:
        raise Refused("没有这个视图，或者它不是给您的。", code="not-found")
    return found


def batch_of(actor: Actor, batch_id: uuid.UUID) -> Batch:
    """A batch of the actor's own account.

    Raises:
        Refused: with code "not-found".
    """
    batch = (
        Batch.objects.filter(pk=batch_id, post__account_id=actor.account).select_related("undoes", "undoing").first()
    )
    if batch is None:
        raise Refused("没有这次成批办理，或者不是您的。", code="not-found")
    return batch


def progress(batch: Batch) -> dict[str, int]:
    """How many cases of a batch met each outcome."""
    found = dict(batch.cases.values_list("outcome").annotate(number=Count("id")).order_by())
    return {outcome.value: found.get(outcome, 0) for outcome in Outcome}


def macros_of(actor: Actor, states: Iterable[State] = State) -> list[Macro]:
    """The person's own macros and the unit's, as far as the post may do what they do to a case in one of these states."""
    own = Q(account_id=actor.account, unit=None) | Q(unit=actor.unit)
    found = Macro.objects.filter(own, dropped_at=None, act__in=acts_for(actor, states)).select_related("account")
    return list(found.order_by(F("unit").desc(nulls_first=True), "id"))


def macro_of(actor: Actor, number: int) -> Macro:
    """One macro that the actor may use.

    Raises:
        Refused: with code "not-found".
    """
    found = next((each for each in macros_of(actor) if each.pk == number), None)
    if found is None:
        raise Refused("没有这条常用语，或者它不是给您的。", code="not-found")
    return found

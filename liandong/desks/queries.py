"""Reads of views."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from liandong.access.rules import Actor
from liandong.desks.models import Opening, SavedView
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

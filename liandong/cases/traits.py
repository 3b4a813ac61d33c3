"""What a case shows of itself that is counted: a bit each in the stored column `traits`, and when it falls into a count.

Figures ask a dozen conditions of every case of a month. PostgreSQL works them out once, whenever a case is written, rather
than forty thousand times for a page. A trait is appended, never moved: each is a migration that writes the table anew.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, Final

from django.db.models import Case, DateTimeField, F, IntegerField, Q, Value, When
from django.db.models.expressions import CombinedExpression, Expression
from django.db.models.functions import Coalesce, Least

from liandong.cases.states import State

Leaf = tuple[str, Any]

TRAITS: Final[tuple[Leaf, ...]] = (
    ("filed_at__isnull", False),
    ("handled_at__isnull", False),
    ("handled_at__lte", F("due_at")),
    ("verified_at__lte", F("due_at")),
    ("verified_at__gt", F("due_at")),
    ("due_at__isnull", True),
    ("returned__gt", 0),
    ("extended__gt", 0),
    ("reworked__gt", 0),
    ("reopened__gt", 0),
    ("relapsed__gt", 0),
    ("stars__isnull", False),
    ("stars__gte", 3),
)


def own() -> Expression:
    """The traits of a case as one integer: the first is bit 0, the next the bit after it."""
    each: list[Expression] = [
        Case(When(Q(leaf), then=Value(1 << at)), default=Value(0), output_field=IntegerField())
        for at, leaf in enumerate(TRAITS)
    ]
    return reduce(lambda one, other: CombinedExpression(one, "+", other), each)


COUNTED: Final = ["area", "kind", "unit", "handled_unit", "state", "traits", "filed_at", "handled_at"]
"""What figures read of a case beside its instants. It lies in the indexes on those, so that the case itself is not read."""


def fell() -> Expression:
    """When a case falls into a count of cases that were to be closed: at its deadline, or when it was closed if that came
    first. One whose clock was stopped falls at the deadline that it had."""
    closed = When(state__in=[State.VERIFIED, State.CLOSED], then=Least("verified_at", "due_at"))
    stopped = When(state__in=[State.SUSPENDED, State.VOID], then=Coalesce("due_at", "kept_due_at"))
    return Case(closed, stopped, default=F("due_at"), output_field=DateTimeField())

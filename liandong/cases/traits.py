"""What a case shows of itself that is counted: a bit each in the stored column `traits`.

Figures ask a dozen conditions of every case of a month. PostgreSQL works them out once, whenever a case is written, rather
than forty thousand times for a page. A trait is appended, never moved: each is a migration that writes the table anew.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import CombinedExpression, Expression

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

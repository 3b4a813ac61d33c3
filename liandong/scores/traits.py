"""The parts' conditions taken apart, so that counting is cheap.

Twenty conditions asked of forty thousand cases are most of what a page of figures costs. Few of them differ: a case's
state and a dozen traits (was it returned, was it rated, …) decide them all. So PostgreSQL counts the cases of each
combination of these, of which there are few, and the parts are read off the combinations here. A condition is still
written once: what is counted is what `behind` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from liandong.scores.states import Part

Leaf = tuple[str, Any]


class Traits:
    """The traits of some parts, numbered as the bits of one integer."""

    def __init__(self, parts: Mapping[Part, Q]) -> None:
        self.parts = parts
        found = {named(leaf): leaf for condition in parts.values() for leaf in leaves(condition) if not of_state(leaf)}
        self.bits = {name: 1 << at for at, name in enumerate(found)}
        self.leaves = found
        self.known: dict[tuple[str, int], frozenset[Part]] = {}

    def number(self, **more: Q) -> Combinable:
        """A case's traits as one integer; `more` conditions take the bits after them, in their order.

        One integer and not a column each: PostgreSQL guesses how many groups there will be from the number of columns,
        and sorts all cases when it expects too many.
        """
        asked = [*(Q(leaf) for leaf in self.leaves.values()), *more.values()]
        bits: list[Combinable] = [
            Case(When(condition, then=Value(1 << at)), default=Value(0), output_field=IntegerField())
            for at, condition in enumerate(asked)
        ]
        return reduce(Combinable.__add__, bits)

    def more(self, traits: int, *names: str) -> dict[str, bool]:
        """Which of the additional conditions of `number` hold, by name."""
        rest = traits >> len(self.leaves)
        return {name: bool(rest >> at & 1) for at, name in enumerate(names)}

    def parts_of(self, state: str, traits: int) -> frozenset[Part]:
        """The parts that hold a case of this state with these traits."""
        if (state, traits) not in self.known:
            self.known[state, traits] = frozenset(
                part for part, condition in self.parts.items() if self.holds(condition, state, traits)
            )
        return self.known[state, traits]

    def holds(self, condition: Q, state: str, traits: int) -> bool:
        each = (self.holds_child(child, state, traits) for child in condition.children)
        return (any(each) if condition.connector == Q.OR else all(each)) is not condition.negated

    def holds_child(self, child: Any, state: str, traits: int) -> bool:
        if isinstance(child, Q):
            return self.holds(child, state, traits)
        if of_state(child):
            name, wanted = child
            return state in wanted if name == "state__in" else state == wanted
        return bool(traits & self.bits[named(child)])


def leaves(condition: Q) -> Iterator[Leaf]:
    children: Iterable[Any] = condition.children
    for child in children:
        if isinstance(child, Q):
            yield from leaves(child)
        else:
            yield child


def of_state(leaf: Leaf) -> bool:
    return leaf[0] in ("state", "state__in")


def named(leaf: Leaf) -> str:
    return f"{leaf[0]}={leaf[1]!r}"

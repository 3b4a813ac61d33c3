"""The parts' conditions taken apart, so that counting is cheap.

Twenty conditions asked of forty thousand cases are most of what a page of figures costs. Few of them differ: a case's
state and a dozen traits (was it returned, was it rated, …) decide them all, and the traits lie in the case's row as the
bits of one integer. So PostgreSQL counts the cases of each combination, of which there are few, and the parts are read
off the combinations here. A condition is still written once: what is counted is what `behind` lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q

from liandong.cases.traits import TRAITS, Leaf
from liandong.scores.states import Part


def named(leaf: Leaf) -> str:
    return f"{leaf[0]}={leaf[1]!r}"


BITS: Final = {named(leaf): 1 << at for at, leaf in enumerate(TRAITS)}


class Traits:
    """Reads parts off a case's state and traits. Their conditions may ask for a state and for what `TRAITS` lists."""

    def __init__(self, parts: Mapping[Part, Q]) -> None:
        self.parts = parts

    def parts_of(self, state: str, traits: int) -> frozenset[Part]:
        """The parts that hold a case of this state with these traits.

        Raises:
            KeyError: a part asks for something that is neither a state nor a trait.
        """
        return frozenset(part for part, condition in self.parts.items() if self.holds(condition, state, traits))

    def holds(self, condition: Q, state: str, traits: int) -> bool:
        each = (self.holds_child(child, state, traits) for child in condition.children)
        return (any(each) if condition.connector == Q.OR else all(each)) is not condition.negated

    def holds_child(self, child: Any, state: str, traits: int) -> bool:
        if isinstance(child, Q):
            return self.holds(child, state, traits)
        if child[0] in ("state", "state__in"):
            name, wanted = child
            return state in wanted if name == "state__in" else state == wanted
        return bool(traits & BITS[named(child)])

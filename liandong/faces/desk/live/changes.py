"""What the database tells of a case that came or changed, and who may hear of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from liandong.access.rules import Actor

CHANNEL: Final = "liandong_cases"
"""See `liandong/desks/sql/tell_changes.sql`."""


Standing = tuple[str, str | None, str | None, tuple[str, ...]]
"""Area, unit, kind, and the units involved beside that one."""


class Told(Protocol):
    """Something that happened, for the browsers of those who may hear of it. `name` is the name of the event, "" for none."""

    @property
    def name(self) -> str: ...
    @property
    def told(self) -> str: ...

    def seen_by(self, actor: Actor) -> bool: ...


@dataclass(frozen=True, slots=True)
class Change:
    """A case by its key, whether it is new, and each standing under which it was or is seen."""

    name: ClassVar[str] = ""
    case: int
    new: bool
    seen: tuple[Standing, ...]

    def seen_by(self, actor: Actor) -> bool:
        """True when the case lies in the actor's sight or lay there before, so that it must leave the screen."""
        return any(
            actor.sees(area=area, unit=unit, kind=kind, involved=involved) for area, unit, kind, involved in self.seen
        )

    @property
    def told(self) -> str:
        """What a browser is told: which row to ask for again, and nothing of the case."""
        return json.dumps({"case": self.case, "new": self.new})


def parsed(payload: str) -> Change:
    told = json.loads(payload)
    return Change(
        told["case"],
        told["new"],
        tuple((area, unit, kind, tuple(others or ())) for area, unit, kind, others in told["seen"]),
    )

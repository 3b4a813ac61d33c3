"""Who acts in the demo's life: one post for every unit that handles or verifies, and the people of the centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liandong.access.actions import grant_post, open_account
from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.site.demo.people import CENTRE, DISTRICT, SIGN_INS

HANDLES: Final = frozenset({"handler", "grid_worker"})
HANDS_ON: Final = HANDLES | {"verifier"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors: those who handle and those who verify, by unit; `human` are the units whose handler or
    verifier can sign in."""

    handlers: Mapping[str, Actor]
    verifiers: Mapping[str, Actor]
    dispatcher: Actor
    supervisor: Actor
    agent: Actor
    human: frozenset[str]

    def verifier_for(self, area: str, account: int | None) -> Actor | None:
        """The verifier of a case's subdistrict, unless it is the very person who handled it."""
        found = self.verifiers.get(f"{area[:9]}-hecha")
        return found if found and found.account != account else None

    def conflicted(self, unit: str) -> bool:
        """Whether who handles for this unit also verifies for its subdistrict."""
        handler, verifier = self.handlers.get(unit), self.verifiers.get(f"{unit[:9]}-hecha")
        return bool(handler and verifier and handler.account == verifier.account)


def staff_the_centre(now: datetime) -> None:
    """Gives the centre somebody who answers: questions and suggestions are routed to it, and its other posts only dispatch."""
    account = open_account(f"u-{CENTRE}", "大联动中心答复席", None, actor="system", now=now)
    grant_post(account, "handler", name="答复席", unit=CENTRE, area=DISTRICT, actor="system", now=now)


def load_cast() -> Cast:
    """The cast of the district as its posts stand now."""
    posts = [actor_of(post) for post in Post.objects.filter(valid_until=None).order_by("-id")]
    centre = {actor.role_name: actor for actor in posts if actor.unit == CENTRE}
    return Cast(
        handlers={actor.unit: actor for actor in posts if actor.role_name in HANDLES},
        verifiers={actor.unit: actor for actor in posts if actor.role_name == "verifier"},
        dispatcher=centre["dispatcher"], supervisor=centre["supervisor"], agent=centre["agent"],
        human=frozenset(row[4] for row in SIGN_INS if row[2] in HANDS_ON),
    )  # fmt: skip

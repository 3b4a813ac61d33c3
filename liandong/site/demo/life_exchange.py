"""The demo's three other centres: their rows, what they bring and answer while the demo lives, and what got stuck."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import structlog
from django.conf import settings
from django.db.models import QuerySet
from liandong_partner_simulator import Simulator, connect

from liandong.cases.models import Case
from liandong.cases.states import State
from liandong.exchange.actions import deliver, hand_over_now
from liandong.exchange.inbox_actions import take
from liandong.exchange.models import HandOver
from liandong.exchange.ports import Message
from liandong.exchange.queries import partner_named, partners, secret_of
from liandong.exchange.reference_actions import load_danger_words, save_partner
from liandong.exchange.rules import HELD_FOR, MOST_TRIES
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.places.models import Grid
from liandong.site.demo.life_cast import Cast

log = structlog.get_logger(__name__)

ACTOR: Final = "system"
TRANSPORT: Final = "simulator"
MISHAPS: Final = {"police": "", "gov": "&deaf=0.2", "urban": "&loses=0.1&doubles=0.1&delays=0.2"}
"""Police command answers always; of the government centre's hand-overs some are not heard for a long time."""
PREFIX: Final = "demo:exchange:"
BRINGS_EVERY: Final = (150.0, 400.0)
"""Seconds between two cases that a centre hands in."""
MOST_BROUGHT: Final = 40
FIRST: Final = 6
REASONS: Final = {"urban": "占道经营归口城管办理", "gov": "涉及办证，由政务服务中心答复"}
STUCK_FOR: Final = timedelta(minutes=40)
LOST_NUMBER: Final = "ZW20260101-0042"


def address(code: str) -> str:
    """Where the simulated centre of a partner keeps its cases, and what goes wrong there."""
    return f"{Path(settings.LIANDONG_OUTBOX).parent / 'partners' / code}.db?seed=96966{MISHAPS[code]}"


def pairs(words: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in words.split())


def table(name: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader((Path(__file__).parent / "chenghua" / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    )


def load_partners(now: datetime, key: str) -> None:
    """Connects the three centres and loads the words of danger."""
    for row in table("partners"):
        values: dict[str, Any] = {name: row[name] for name in ("name", "name_en", "phone", "channel", "number_form")}
        values |= {"outward": row["outward"].split(), "inward": row["inward"].split(), "verified": row["verified"] == "yes",
                   "states": pairs(row["states"]), "told": pairs(row["told"]), "transport": TRANSPORT,
                   "address": address(row["code"])}  # fmt: skip
        save_partner(row["code"], values, actor=ACTOR, now=now, key=f"{key}:{row['code']}")
    if entry_with_key(key) is None:
        words = [(row["word"], row["call"]) for row in table("danger_words")]
        load_danger_words(words, actor=ACTOR, now=now, key=key)


@dataclass
class Centres:
    """The three simulated centres while the demo runs."""

    cast: Cast
    made: dict[str, Simulator]
    dice: Random
    next_at: datetime
    said: list[dict[str, str]] = field(default_factory=lambda: table("diverted"))

    def tick(self, now: datetime) -> None:
        """A moment: what the centres have to say arrives, and now and then one of them hands a case in."""
        for code, centre in self.made.items():
            for letter in centre.due(now):
                try:
                    centre.heard(letter, take(partner_named(code), letter.message, now=now))
                except Refused as refused:
                    log.info("a simulated message was refused", partner=code, code=refused.code)
        if now >= self.next_at:
            self.bring(now)
            self.next_at = now + timedelta(seconds=self.dice.uniform(*BRINGS_EVERY))

    def bring(self, now: datetime) -> None:
        """A centre hands in one of the matters of its table, at a place of the district."""
        open_ones: QuerySet[Case] = Case.objects.filter(channel__in=list(self.made), state=State.RECEIVED)
        if open_ones.count() >= MOST_BROUGHT:
            return
        row = self.dice.choice(self.said)
        grids = Grid.objects.filter(valid_until=None).order_by("code")
        grid = grids[self.dice.randrange(grids.count())]
        body = {"title": row["title"], "text": row["text"], "matter": row["matter"], "lon": grid.lon, "lat": grid.lat}
        self.made[row["partner"]].hand_in(body, now)


def centres(cast: Cast, now: datetime) -> Centres:
    """The centres as they stand; none where the demo's partners are not there or go another way."""
    ours = {
        code: connect(code, row.address, secret_of(code))
        for code, row in partners().items()
        if row.transport == TRANSPORT
    }
    return Centres(cast, ours, Random(now.timestamp()), now)


def first_exchange(cast: Cast, now: datetime) -> None:
    """What lies there at the first start: some cases came in, some went out, and two messages are stuck."""
    if not partners() or entry_with_key(f"{PREFIX}first:0") is not None:
        return
    there = centres(cast, now)
    for minutes in range(FIRST, 0, -1):
        there.bring(now - timedelta(minutes=7 * minutes))
    long = handable(State.RECEIVED, State.TRIAGED, State.ASSIGNED).filter(stage_at__lte=now - STUCK_FOR)
    if (unheard := long.order_by("-id").first()) is not None:
        there.made["gov"].ignore(unheard.number)
        stuck(hand(unheard, "gov", f"{PREFIX}stuck", cast, now - STUCK_FOR), now)
    for number, case in enumerate(handable(State.RECEIVED, State.TRIAGED).order_by("-id")[:4]):
        hand(case, "urban" if number % 2 else "gov", f"{PREFIX}first:{number}", cast, now)
    lost = Message("demo-2", "demo-lost", 2, "note", now, LOST_NUMBER, {"note": "申请人补来了材料。"})
    take(partner_named("gov"), lost, now=now - HELD_FOR)
    there.tick(now)


def handable(*states: State) -> QuerySet[Case]:
    """Cases that may be handed over as they stand, but for those that a centre brought."""
    found = Case.objects.filter(state__in=states, pending=None, involved=None).exclude(channel__in=list(MISHAPS))
    return found.defer("search")


def hand(case: Case, partner: str, key: str, cast: Cast, now: datetime) -> HandOver:
    matter = "city" if partner == "urban" else "service"
    given = {"partner": partner, "matter": matter, "reason": REASONS[partner]}
    return hand_over_now(case.number, given, by=cast.dispatcher, now=now, key=key).hand_over


def stuck(hand_over: HandOver, now: datetime) -> None:
    """The first tries of a message that the centre does not hear."""
    message = hand_over.outgoing.get()
    for tries in range(MOST_TRIES):
        deliver(message.pk, now=now - timedelta(minutes=30 - 4 * tries))

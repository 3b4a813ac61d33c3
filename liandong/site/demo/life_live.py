"""The demo's present: while it runs, reports come in and units answer, a little faster than life.

It only moves cases that it reported itself, keeps each queue at about the size at which a desk looks busy, and leaves most
of the centre's work, and of the units in which people can sign in, to those people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

import structlog
from django.db import transaction
from django.db.models import QuerySet

from liandong.cases.actions import Received, receive
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import number_base
from liandong.cases.states import State
from liandong.journal.models import Entry
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.site.demo.life import World, begun, live_on, past_of, pictured, receiver, take
from liandong.site.demo.life_exchange import Centres, centres
from liandong.site.demo.life_hotline import Hotline, hotline
from liandong.site.demo.life_letters import Writers
from liandong.site.demo.life_plan import PREFIX, Told, told
from liandong.site.demo.life_steps import Past, next_step

log = structlog.get_logger(__name__)

PAUSE: Final = (20.0, 60.0)
"""Seconds between two reports."""

QUEUES: Final = {State.ASSIGNED: 24, State.ACCEPTED: 70, State.HANDLED: 20}
"""How many cases stay in a state before its units hurry."""

LEFT_AT_THE_CENTRE: Final = 24
LEFT_IN_A_UNIT: Final = 6
AT_ONCE: Final = 3
LOOK: Final = 60
RESTS: Final = timedelta(seconds=90)


@dataclass
class Present:
    """The trickle. `cases`: id and report of every case that the demo reported."""

    world: World
    cases: dict[int, tuple[str, datetime]]
    dice: Random
    next_report_at: datetime
    centres: Centres
    hotline: Hotline | None = None
    number: int = 0
    looked: int = 0
    writers: Writers | None = None

    def tick(self, now: datetime) -> None:
        """A moment of life: maybe a report, a few moves. Called every few seconds."""
        if not timedelta() < self.next_report_at - now <= timedelta(seconds=PAUSE[1]):
            self.report(now)
            self.next_report_at = now + timedelta(seconds=self.dice.uniform(*PAUSE))
        for state, enough in QUEUES.items():
            self.work(state, enough, now)
        self.triage(now)
        self.rate(now)
        self.centres.tick(now)
        if self.hotline:
            self.hotline.tick(now)
        if self.writers:
            self.writers.tick(now)
        self.looked += 1
        if self.looked % LOOK == 1:
            self.look_after(now)

    def report(self, now: datetime) -> None:
        """A new report comes in."""
        self.number += 1
        key = f"{PREFIX}{local_day(now)}:+{self.number:05d}"
        number_base(local_day(now))
        this = told(key, now, self.world.ground)
        with transaction.atomic():
            draft = pictured(this, now)
            [got] = receive([draft], actor=receiver(draft, self.world.cast), now=now)
        if isinstance(got, Received) and not got.repeated:
            self.cases[got.case] = (key, now)

    def work(self, state: State, enough: int, now: datetime) -> None:
        """Units go on with what is due first; the fuller the queue, the more of it."""
        waiting = self.ours(Case.objects.filter(state=state).exclude(unit__in=self.world.cast.human))
        surplus = len(waiting) - enough
        many = min(AT_ONCE, 1 + surplus // 8) if surplus > 0 else int(self.dice.random() < 0.12)
        for case in waiting[:many]:
            self.step(case, now)
        for unit in sorted(self.world.cast.human):
            theirs = self.ours(Case.objects.filter(state=state, unit=unit))
            if len(theirs) > LEFT_IN_A_UNIT and self.dice.random() < 0.2:
                self.step(theirs[0], now, for_people=True)

    def triage(self, now: datetime) -> None:
        """The demo's own dispatcher helps out only when very much waits."""
        waiting = self.ours(Case.objects.filter(state__in=[State.RECEIVED, State.TRIAGED]))
        if len(waiting) > LEFT_AT_THE_CENTRE and self.dice.random() < 0.3:
            self.step(waiting[0], now, for_people=True)

    def rate(self, now: datetime) -> None:
        """Reporters answer for what was verified today."""
        if self.dice.random() < 0.08:
            today = Case.objects.filter(state=State.VERIFIED, verified_at__gte=now - timedelta(days=1))
            if waiting := self.ours(today):
                self.step(self.dice.choice(waiting), now, only=frozenset({"rate", "reopen"}))

    def look_after(self, now: datetime) -> None:
        """What has a time of its own: suspensions that end, requests that wait long."""
        waiting = self.ours(Case.objects.filter(state=State.SUSPENDED) | Case.objects.filter(pending__isnull=False))
        for case in waiting:
            key, at = self.cases[case.pk]
            step = next_step(case, told(key, at, self.world.ground), past_of(case), self.world.cast)
            if step and step.at < now - timedelta(hours=2):
                self.step(case, now)

    def ours(self, found: QuerySet[Case]) -> list[Case]:
        """Those cases of a query that the demo reported, by what is due first."""
        ordered = found.defer("search").order_by("stage_due_at", "id")[:400]
        return [case for case in ordered if case.pk in self.cases]

    def step(self, case: Case, now: datetime, only: frozenset[str] = frozenset(), for_people: bool = False) -> None:
        """The next step of a case, made now, unless somebody has just been at it.

        `for_people`: in the place of somebody who can sign in, and so not where one of them has begun.
        """
        key, at = self.cases[case.pk]
        this, past = told(key, at, self.world.ground), past_of(case)
        if now - past.last_at < RESTS or (for_people and past.touched):
            return
        step = next_step(case, this, past, self.world.cast)
        if step is None or (only and step.move.value not in only):
            return
        try:
            with transaction.atomic():
                take(case, this, past, replace(step, at=now), now)
        except Refused as refused:
            log.info("the demo was too late", subject=subject_of(case), why=refused.code)


def present(world: World, now: datetime) -> Present:
    """The trickle as it begins at an instant."""
    found = {case: key for key, case in begun().items()}
    instants = dict(Entry.objects.filter(key__startswith=PREFIX, kind="case.received").values_list("key", "at"))
    today = f"{PREFIX}{local_day(now)}:+"
    last = max((int(key.rpartition("+")[2]) for key in found.values() if key.startswith(today)), default=0)
    cases = {case: (key, instants[key]) for case, key in found.items()}
    return Present(world, cases, Random(now.timestamp()), now, centres(world.cast, now), hotline(now), last)


def last_seen() -> datetime | None:
    """When the demo last reported anything."""
    return (
        Entry.objects.filter(kind="case.received", key__startswith=PREFIX)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )


def take_up(world: World, now: datetime, gap: timedelta) -> int:
    """After a pause: open cases of the demo go on until the present, as if nobody had noticed. Gives how many."""
    reports = {case: key for key, case in begun().items()}
    instants = dict(Entry.objects.filter(kind="case.received", key__startswith=PREFIX).values_list("key", "at"))
    count = 0
    for case in (
        Case.objects.filter(pk__in=list(reports))
        .exclude(state__in=["refused", "void", "closed", "merged"])
        .order_by("id")
    ):
        key = reports[case.pk]
        past: Past = past_of(case)
        if now - past.last_at < gap:
            continue
        this: Told = told(key, instants[key], world.ground)
        try:
            with transaction.atomic():
                live_on(case, this, past, now, world)
                count += 1
        except Refused as refused:
            log.info("left as it is", subject=subject_of(case), why=refused.code)
    return count

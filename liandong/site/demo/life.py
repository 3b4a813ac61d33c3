"""The demo's history: cases live through the product's own actions, one after the other, on a clock of their own.

A case lives its whole life up to the present in one transaction. So nobody ever meets a case of August that seems to
wait since then, no job closes one before its time, and a process that is killed leaves whole cases only: the next one
goes on with the first key that the journal does not know.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import transaction

from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import number_base
from liandong.cases.rules import Reporter
from liandong.cases.states import Move
from liandong.files.actions import store
from liandong.files.clip_actions import store_clip
from liandong.files.queries import limits
from liandong.journal.models import Entry
from liandong.journal.queries import timeline
from liandong.journal.reactions import TABLE, answer
from liandong.kernel.clock import local_day, now
from liandong.site.demo.life_cast import Cast, load_cast
from liandong.site.demo.life_closure import at_the_place
from liandong.site.demo.life_ground import Ground, load_ground
from liandong.site.demo.life_plan import KEY, PREFIX, Told, dice_for, told
from liandong.site.demo.life_steps import Past, Step, next_step
from liandong.site.demo.life_supervision import climb
from liandong.site.demo.pictures import film, picture
from liandong.supervision.queries import Seats, seats

NEWS: Final = timedelta(hours=12)
"""What happened longer ago is history: no notice and no message goes out for it."""

TODAYS_WORK: Final = timedelta(hours=20)
LEFT_SHARE: Final = 0.85
"""Of what came up this recently and waits for the centre, this share is left to whoever sits at the desk."""

BY_THE_CENTRE: Final = frozenset({
    Move.PLACE, Move.CLASSIFY, Move.FILE, Move.REFUSE, Move.ASSIGN, Move.VOID, Move.GRANT_EXTENSION, Move.DENY_EXTENSION,
    Move.GRANT_SUSPENSION, Move.DENY_SUSPENSION,
})  # fmt: skip
PICTURED_FOR: Final = timedelta(days=21)
"""Older photos are not worth their space: 30 KB each on the disk."""

FILMED_FOR: Final = timedelta(days=2)
"""Each clip takes the worker some seconds."""

MOST_STEPS: Final = 40
PROGRESS: Final = "demo.progress"
SHOWN_FOR: Final = 60
"""Seconds for which a figure stands: when the demo stops, the bar goes."""


@dataclass(frozen=True, slots=True)
class World:
    """What all lives share."""

    ground: Ground
    cast: Cast
    seats: Seats = field(default_factory=dict)


def load_world() -> World:
    return World(load_ground(), load_cast(), seats(now()))


@contextmanager
def unanswered() -> Iterator[None]:
    """Nobody is told of what happens inside. The table of reactions belongs to the process, and this one does nothing else."""
    kept = dict(TABLE)
    answer({})
    try:
        yield
    finally:
        answer(kept)


@contextmanager
def answered_if_news(at: datetime, present: datetime) -> Iterator[None]:
    """Reactions to what happens at an instant, as long as it is news in the present."""
    if present - at < NEWS:
        yield
        return
    with unanswered():
        yield


@transaction.atomic
def live(key: str, at: datetime, present: datetime, world: World) -> Case | None:
    """Reports a case and lets it live until the present; None where its report is refused or was there before."""
    this = told(key, at, world.ground)
    draft = pictured(this, present)
    with answered_if_news(at, present):
        [got] = receive([draft], actor=receiver(draft, world.cast), now=at)
    if not isinstance(got, Received) or got.repeated:
        return None
    case = Case.objects.get(pk=got.case)
    return live_on(case, this, Past(at, got.report, unit=got.unit or ""), present, world)


def live_on(case: Case, this: Told, past: Past, present: datetime, world: World) -> Case:
    """Makes the steps of a case that fall before the present."""
    while past.count < MOST_STEPS:
        step = next_step(case, this, past, world.cast)
        goes_on = step is not None and step.at <= present and not left_to_people(step, this, present, world.cast)
        climb(case, step.at if step and goes_on else present, world.seats, lambda at: answered_if_news(at, present))
        if step is None or not goes_on:
            return case
        with answered_if_news(step.at, present):
            case = take(case, this, past, step, present)
    return case


def take(case: Case, this: Told, past: Past, step: Step, present: datetime) -> Case:
    """Makes one step, and remembers it in the past."""
    at = max(step.at, past.last_at + timedelta(minutes=1))
    key = f"{this.draft.key}:{past.count + 1}"
    inputs = dict(step.inputs)
    if step.scene and this.photographed and present - at < PICTURED_FOR:
        mended = step.scene in ("after", "verify")
        data = picture(this.draft.key, case.kind or this.kind, mended=mended)
        inputs["photos"] = [store(data, actor=step.by.label, now=at, key=f"{key}:photo").pk]
    inputs |= at_the_place(case, step, at, key)
    case = move(case.number, step.move, inputs, by=step.by, now=at, key=key).case
    past.moves[step.move] += 1
    past.last_at, past.unit = at, case.unit or past.unit
    return case


def left_to_people(step: Step, this: Told, present: datetime, cast: Cast) -> bool:
    """Whether this step waits for whoever tries the product: work of the centre and of units that can sign in."""
    if present - step.at > TODAYS_WORK or isinstance(step.by, Reporter):
        return False
    theirs = step.move in BY_THE_CENTRE or getattr(step.by, "unit", "") in cast.human
    return theirs and dice_for(this.dice, "left").random() < LEFT_SHARE


def receiver(draft: Draft, cast: Cast) -> str:
    """How the journal names who took the report."""
    return cast.agent.label if draft.channel in ("hotline", "window") else "system"


def pictured(this: Told, present: datetime) -> Draft:
    """The report with its photo, if it has one."""
    if not this.photographed or present - this.at > PICTURED_FOR:
        return this.draft
    key = f"{this.draft.key}:photo"
    photo = store(picture(this.draft.key, this.kind, mended=False), actor="reporter", now=this.at, key=key)
    return replace(this.draft, photos=(photo.pk, *filmed(this, present)))


def filmed(this: Told, present: datetime) -> tuple[uuid.UUID, ...]:
    """A clip of what somebody reported these days who chose its kind, where that may be filmed."""
    hazard = (this.draft.kind or "").startswith(limits().kinds) and this.draft.kind
    if not hazard or this.draft.channel != "app" or present - this.at > FILMED_FOR:
        return ()
    made = film(this.draft.key, this.kind)
    return (store_clip(made, actor="reporter", now=this.at, key=f"{this.draft.key}:clip").file_id,)


def past_of(case: Case) -> Past:
    """The past of a case as the journal has it."""
    entries = list(timeline(subject_of(case)))
    past = Past(entries[-1].at, case.reports.earliest("id").pk)
    for entry in entries:
        if entry.kind.startswith("case."):
            past.unit = entry.data.get("unit") or past.unit
        if word := entry.data.get("move"):
            past.moves[Move(word)] += 1
            past.touched |= not (entry.key or "").startswith(PREFIX)
    return past


def begun() -> dict[str, int]:
    """The cases that the demo reported: key of the report and id of the case."""
    rows = Entry.objects.filter(kind="case.received", key__startswith=PREFIX).values_list("key", "subject")
    return {key: int(subject.partition(":")[2]) for key, subject in rows if key and KEY.fullmatch(key)}


def fill(reports: list[tuple[str, datetime]], present: datetime, world: World) -> Iterator[str]:
    """Lives all cases of these reports that are not there yet, in order; gives each key when it is done.

    A day's numbers begin in a transaction of their own: other processes take numbers of the same day meanwhile.
    """
    there, told_at = begun(), float("-inf")
    for done, (key, at) in enumerate(reports, start=1):
        if key in there:
            continue
        number_base(local_day(at))
        live(key, at, present, world)
        if time.monotonic() - told_at > 1.0 or done == len(reports):
            cache.set(PROGRESS, (done, len(reports)), SHOWN_FOR)
            told_at = time.monotonic()
        yield key


def progress() -> tuple[int, int]:
    """How many reports of the history are there, and how many there will be; (0, 0) when none is being filled in.

    The figure lies in the shared cache, so that any process may ask on any page: one row by its key.
    """
    done, total = cache.get(PROGRESS) or (0, 0)
    return (done, total) if done < total else (0, 0)

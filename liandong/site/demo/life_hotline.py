"""The demo's hotline: simulated callers ring, its own agents answer what nobody else does, and some wait for whoever tries the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

import structlog
from liandong_telephony_simulator import Simulator

from liandong.access.actions import grant_post, open_account
from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.cases.models import Report
from liandong.cases.states import State
from liandong.hotline.actions import answer_next, finish, sit, take_event
from liandong.hotline.call_back_actions import ask_for
from liandong.hotline.line_actions import take_passed
from liandong.hotline.models import CallBack, PhoneCall, Seat
from liandong.hotline.queries import passed_to, queue
from liandong.hotline.reference_actions import save_shifts, save_specialties
from liandong.hotline.rules import Plan
from liandong.hotline.states import AT_HAND, SeatState
from liandong.hotline.telephony import telephony
from liandong.hotline.worksheet import Sheet, Wishes
from liandong.hotline.worksheet_actions import answer_on_the_spot, file_report, keep_sheet, note_outcome
from liandong.journal.models import Entry
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.knowledge.queries import found
from liandong.places.models import Grid
from liandong.site.demo.life_words import PHONE_PREFIX, filled, phrase, some_kind
from liandong.site.demo.people import CENTRE, DISTRICT

log = structlog.get_logger(__name__)

SHIFTS: Final = (
    Plan("night", "夜班", "Night shift", time(0), 8), Plan("early", "早班", "Early shift", time(8), 8),
    Plan("late", "中班", "Late shift", time(16), 8),
)  # fmt: skip
AGENTS: Final = (("u-hotline-1", "模拟坐席甲"), ("u-hotline-2", "模拟坐席乙"), ("u-hotline-3", "模拟坐席丙"))
SPECIALTIES: Final = (("housing", "公积金专席", "Housing fund desk"), ("social", "社保专席", "Social insurance desk"))
SPECIALIST: Final = {"u-hotline-3": "housing"}
"""Which of the demo's agents sits at a specialty."""
RINGS_EVERY: Final = (12.0, 45.0)
LEFT_FOR_PEOPLE: Final = timedelta(seconds=25)
"""So long a caller waits for a person who is ready, before one of the demo's own agents answers."""
AT_ONCE: Final = timedelta(seconds=6)
WRITES_FOR: Final = timedelta(seconds=20)
QUESTIONS: Final = ("路灯不亮找谁修", "暖气什么时候开", "垃圾怎么分类", "怎么申请停车位")
BACKS: Final = 6


def staff_the_hotline(now: datetime) -> None:
    """The shifts of a day, and agents who are not there to sign in."""
    if entry_with_key("demo:hotline") is None:
        save_shifts(SHIFTS, actor="system", now=now, key="demo:hotline")
    if entry_with_key("demo:specialties") is None:
        save_specialties(SPECIALTIES, actor="system", now=now, key="demo:specialties")
    for username, name in AGENTS:
        account = open_account(username, name, None, actor="system", now=now)
        grant_post(account, "agent", name=name, unit=CENTRE, area=DISTRICT, actor="system", now=now)


def first_call_backs() -> None:
    """Some people wait to be asked whether it is solved: reporters by telephone of cases that were verified already."""
    if CallBack.objects.exists():
        return
    waiting = Report.objects.filter(channel="hotline", stars=None, case__state=State.VERIFIED).exclude(
        identity__masked_phone=""
    )
    for case in waiting.exclude(identity=None).order_by("-id").values_list("case", flat=True)[:BACKS]:
        entry = Entry.objects.filter(subject=f"case:{case}", kind="case.verified").order_by("-seq").first()
        if entry is not None:
            ask_for(entry)


@dataclass
class Hotline:
    """The simulated call centre and the demo's own agents while the demo runs."""

    centre: Simulator
    agents: list[Actor]
    dice: Random
    next_at: datetime
    specialties: Mapping[int, str] = field(default_factory=dict)

    def tick(self, now: datetime) -> None:
        """A moment: somebody rings, the centre tells, agents answer and are done."""
        if now >= self.next_at:
            self.centre.ring(f"{PHONE_PREFIX}{self.dice.randrange(10**7):07d}", now)
            self.next_at = now + timedelta(seconds=self.dice.uniform(*RINGS_EVERY))
        for event in self.centre.due(now):
            take_event(event, now=now)
        for by in self.agents:
            try:
                self.work(by, now)
            except Refused as refused:
                log.info("a simulated agent was too late", code=refused.code)

    def work(self, by: Actor, now: datetime) -> None:
        """One agent: done with what is written up, else ready for the next caller."""
        seat = Seat.objects.filter(account_id=by.account).select_related("call").first()
        if seat is None or seat.state in (SeatState.OFF, SeatState.BREAK):
            sit("ready", by=by, now=now, specialty=self.specialties.get(by.account, ""))
            return
        if seat.call is not None and seat.call.ended_at and now - seat.call.ended_at >= WRITES_FOR:
            finish(by=by, now=now)
        elif seat.call is None and passed_to(seat).exists():
            self.write(take_passed(by=by, now=now), by, now)
        elif seat.call is None and (first := queue().first()) and now - first.arrived_at >= self.patience():
            call = answer_next(by=by, now=now)
            self.centre.answer(call.centre_call, "", 0.8)
            self.write(call, by, now)

    def patience(self) -> timedelta:
        """How long a caller is left to people who can sign in, where one of them is ready."""
        ready = Seat.objects.filter(state=SeatState.READY).exclude(account_id__in=[by.account for by in self.agents])
        return LEFT_FOR_PEOPLE if ready.exists() else AT_ONCE

    def write(self, call: PhoneCall, by: Actor, now: datetime) -> None:
        """What comes of a call: mostly a report, sometimes an answer or nothing."""
        key, shape = f"demo:hotline:call:{call.pk}", self.dice.random()
        if shape < 0.15:
            rows = found(self.dice.choice(QUESTIONS), local_day(now), most=1)
            if rows:
                answer_on_the_spot(call.pk, rows[0].pk, by=by, now=now, key=key)
                return
        if shape < 0.25:
            note_outcome(call.pk, "nothing", by=by, now=now, key=key)
            return
        grids = Grid.objects.filter(valid_until=None).order_by("code")
        grid = grids[self.dice.randrange(grids.count())]
        text = filled(self.dice, phrase(self.dice, some_kind(self.dice), placed=False)["text"], "")
        keep_sheet(call.pk, Sheet(text=text, lon=grid.lon, lat=grid.lat), Wishes(), by=by, now=now)
        file_report(call.pk, by=by, now=now)


def hotline(now: datetime) -> Hotline | None:
    """The hotline as it stands; None where another call centre is joined. Calls that a killed demo left open go on."""
    centre = telephony()
    if not isinstance(centre, Simulator):
        return None
    posts = Post.objects.select_related("account").filter(
        account__username__in=[name for name, _ in AGENTS], role="agent", valid_until=None
    )
    agents = [actor_of(post) for post in posts.order_by("id")]
    left = PhoneCall.objects.filter(state__in=AT_HAND, outcome="", account__in=[by.account for by in agents])
    sits = {post.account_id: SPECIALIST[post.account.username] for post in posts if post.account.username in SPECIALIST}
    made = Hotline(centre, agents, Random(now.timestamp()), now, sits)
    for call in left:
        made.write(call, next(by for by in agents if by.account == call.account_id), now)
    return made

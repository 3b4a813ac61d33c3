"""A shift of the hotline: 300 simulated calls, two of them fires and ten about officials.

The figures are those that the story counts by itself; an emergency is handed over in under a second; and nobody's name or number
stands anywhere in the database, in the logs, on a page, in an export or in what the API tells, but in the vault.
"""

from __future__ import annotations

import time as stopwatch
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from liandong_partner_simulator import Options
from liandong_partner_simulator import Simulator as Centre
from liandong_telephony_simulator import Simulator

from liandong.access.rules import Actor
from liandong.cases.models import Case, Report
from liandong.exchange import actions as exchange
from liandong.exchange.models import Outgoing
from liandong.hotline.actions import answer_next, finish, sit, take_event
from liandong.hotline.emergency_actions import pass_emergency
from liandong.hotline.figures import INDICATORS, percent, summed
from liandong.hotline.models import PhoneCall, Seat
from liandong.hotline.queries import queue
from liandong.hotline.worksheet import Sheet, Wishes
from liandong.hotline.worksheet_actions import answer_on_the_spot, file_report, keep_sheet, note_outcome
from liandong.knowledge.models import Article
from liandong.site.demo.articles import load_articles
from liandong.site.demo.life_exchange import load_partners
from tests.hotline.conftest import agent_of
from tests.leaks import leaks, rows, shown_to_staff
from tests.people import signed_in

pytestmark = pytest.mark.django_db
CALLS, AGENTS, STEP = 300, 9, 3
ACCUSED = "510108-zhaoming"
FAMILIES, GIVEN = "欧阳|司马|诸葛|慕容|令狐|皇甫", "鑫淼焱垚磊晶品森犇猋骉羴鱻龘靐"


@dataclass
class Caller:
    """Who calls about what, and what the story says came of it."""

    name: str
    number: str
    about: str
    said: str
    call: str = ""
    waited: float | None = None
    handled: float = 0.0


@dataclass
class Shift:
    """The story's own books."""

    callers: dict[str, Caller] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)


def callers() -> Iterator[Caller]:
    """300 people: what they say is everyday, who they are stands in no catalogue."""
    dice = Random(96966)
    abouts = ["fire"] * 2 + ["official"] * 10 + ["question"] * 45 + ["nothing"] * 13 + ["impatient"] * 9
    abouts += ["matter"] * (CALLS - len(abouts))
    dice.shuffle(abouts)
    said = {
        "fire": "三楼着火了，浓烟往上窜", "official": "窗口人员态度冷漠，多次打断我说话", "question": "路灯不亮找谁修", "nothing": "",
        "impatient": "", "matter": "绿化带边垃圾堆了两天没人清",
    }  # fmt: skip
    for number, about in enumerate(abouts):
        name = dice.choice(FAMILIES.split("|")) + "".join(dice.sample(GIVEN, 2))
        yield Caller(name, f"1009{number:03d}{dice.randrange(1000, 9999)}", about, said[about])


@pytest.fixture
def police(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Centre:
    settings.LIANDONG_KEYS = str(tmp_path / "keys")
    settings.LIANDONG_SECOND_FACTOR = "optional"
    load_partners(now, "story:partners")
    centre = Centre("police", tmp_path / "police.db", Options())
    monkeypatch.setattr(exchange, "transport_to", lambda _partner: centre)
    return centre


@pytest.fixture
def desk(db: None, now: datetime, police: Centre) -> list[Actor]:
    load_articles(now)
    made = [agent_of(f"97{number:02d}", now) for number in range(AGENTS)]
    for by in made:
        sit("ready", by=by, now=now)
    return made


def work(call: PhoneCall, by: Actor, caller: Caller, at: datetime, shift: Shift) -> None:
    """What an agent does with one caller."""
    words: dict[str, Any] = {"official": {"accused": ACCUSED, "kind": "Q1201"}, "matter": {"kind": "E0102"}}.get(
        caller.about, {}
    )
    sheet = Sheet(text=caller.said, lon=104.1142, lat=30.6935, **words)
    keep_sheet(call.pk, sheet, Wishes(caller.name), by=by, now=at)
    key = f"hotline:story:{call.pk}"
    match caller.about:
        case "fire":
            begun = stopwatch.monotonic()
            passed = pass_emergency(call.pk, "119", by=by, now=at, key=key)
            shift.took.append(stopwatch.monotonic() - begun)
            assert passed.received
        case "question":
            answer_on_the_spot(call.pk, Article.objects.earliest("pk").pk, by=by, now=at, key=key)
        case "nothing":
            note_outcome(call.pk, "nothing", by=by, now=at, key=key)
        case _:
            file_report(call.pk, by=by, now=at)


def a_shift(centre: Simulator, desk: list[Actor], begun: datetime) -> Shift:
    """Calls come every 24 seconds on the average; whoever is free answers, writes, and is done a while after the end."""
    shift, dice, coming = Shift(), Random(7), list(callers())
    due = sorted(begun + timedelta(seconds=dice.uniform(0, 24 * CALLS)) for _ in coming)
    clock = {"at": begun}
    centre.clock = lambda: clock["at"]
    while coming or PhoneCall.objects.filter(wrapped_at=None).exclude(state="abandoned").exists():
        at = clock["at"] = clock["at"] + timedelta(seconds=STEP)
        while coming and due[0] <= at:
            caller, arrived = coming.pop(0), due.pop(0)
            patience = 0.001 if caller.about == "impatient" else 10_000
            caller.call = centre.ring(caller.number, arrived, patience=patience, talk=dice.uniform(40, 200))
            shift.callers[caller.call] = caller
        for event in centre.due(at):
            take_event(event, now=at)
        for seat in Seat.objects.filter(state="after_call").select_related("call"):
            if seat.call and seat.call.ended_at and at - seat.call.ended_at >= timedelta(seconds=15):
                by = next(each for each in desk if each.account == seat.account_id)
                caller = shift.callers[finish(by=by, now=at).centre_call]
                caller.handled += at.timestamp()
        for by in desk:
            if not queue().exists():
                break
            if Seat.objects.get(account_id=by.account).state == "ready":
                call = answer_next(by=by, now=at)
                centre.answer(call.centre_call, str(by.account), 0.8)
                caller = shift.callers[call.centre_call]
                caller.waited, caller.handled = (at - call.arrived_at).total_seconds(), -at.timestamp()
                work(call, by, caller, at, shift)
    return shift


@pytest.fixture
def shift(desk: list[Actor], now: datetime, tmp_path: Path) -> Shift:
    return a_shift(Simulator(tmp_path / "calls.db", seed=3, doubles=0.2, reorders=0.1), desk, now)


def addresses(now: datetime) -> list[str]:
    """Where the shift and its cases are shown."""
    mine = f"/hotline/figures?day={now:%Y-%m-%d}&shift=day"
    numbers = Case.objects.order_by("pk").values_list("number", flat=True)[:20]
    return ["/hotline/", mine, mine.replace("figures?", "calls?"), "/hotline/call-backs", "/desk/", "/desk/?tab=open", "/desk/journal",
            "/desk/figures", f"/api/v1/hotline/figures?day={now:%Y-%m-%d}", *(f"/desk/cases/{number}" for number in numbers)]  # fmt: skip


def test_a_shift_of_three_hundred_calls(shift: Shift, desk: list[Actor], now: datetime,
                                        capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    people = shift.callers.values()
    answered = [one for one in people if one.waited is not None]
    counts = summed(now, now + timedelta(hours=24))

    def by_about(about: str) -> int:
        return sum(one.about == about for one in answered)

    assert len(people) == CALLS
    assert (counts.offered, counts.answered, counts.abandoned, counts.waiting) == (
        CALLS, len(answered), sum(one.about == "impatient" for one in people), 0,
    )  # fmt: skip
    assert counts.in_time == sum(one.waited <= 15 for one in answered if one.waited is not None)
    assert counts.longest_wait_s == round(max(one.waited or 0 for one in people))
    assert (counts.reports, counts.told, counts.emergencies, counts.nothing) == (
        by_about("matter") + by_about("official"), by_about("question"), 2, by_about("nothing"),
    )  # fmt: skip
    assert counts.handled == len(answered)
    assert abs(counts.handling_s - sum(one.handled for one in answered) / len(answered)) <= 1
    assert percent(INDICATORS[0], counts) == Decimal(291 * 100) / CALLS == 97
    assert Article.objects.earliest("pk").uses == by_about("question")

    assert len(shift.took) == 2
    assert max(shift.took) < 1.0
    assert set(Case.objects.filter(phone_calls__outcome="emergency").values_list("state", flat=True)) == {"handed_over"}
    assert all((row.took_ms or 0) < 1000 for row in Outgoing.objects.filter(urgent=True))

    about = Case.objects.filter(phone_calls__accused=ACCUSED)
    assert about.count() == 10
    assert ACCUSED not in set(about.values_list("unit", flat=True))
    assert all(report.identity and report.identity.confidential for report in Report.objects.filter(case__in=about))

    secrets = [word for one in people for word in (one.number, one.name)]
    logged = capfd.readouterr()
    assert leaks(secrets, rows()) == []
    assert leaks(secrets, [("log", logged.err + logged.out)]) == []
    assert leaks(secrets, shown_to_staff(addresses(now))) == []


def test_each_persons_figures_add_up_to_the_whole_and_only_they_and_the_lead_see_them(
    shift: Shift, desk: list[Actor], now: datetime
) -> None:
    end = now + timedelta(hours=24)
    own = [summed(now, end, by.account) for by in desk]
    whole = summed(now, end)
    for name in ("answered", "in_time", "handled", "reports", "told", "emergencies", "nothing"):
        assert sum(getattr(each, name) for each in own) == getattr(whole, name), name
    address = f"/hotline/figures?day={now:%Y-%m-%d}&shift=day&who={desk[0].account}"
    assert signed_in("9701").get(address).status_code == 403
    assert signed_in("9700").get(address).status_code == 200
    assert signed_in("0201").get(address).status_code == 200

"""A small history, made by the procedure itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.rules import By, Reporter
from liandong.cases.states import Move
from tests.people import actor_at, unit_actor

SPOTS = ((104.1142, 30.6935), (104.1010, 30.6620), (104.1350, 30.6600))
Step = tuple[Move, str, dict[str, object]]
ACCEPT: Step = (Move.ACCEPT, "handler", {})
HANDLE: Step = (Move.HANDLE, "handler", {"note": "清了"})
VERIFY: Step = (Move.VERIFY, "verifier", {"note": "干净了"})
DONE = (ACCEPT, HANDLE, VERIFY)
ASKS: Step = (Move.ASK_SUSPENSION, "handler", {"reason": "等补件"})
STOPS: Step = (Move.GRANT_SUSPENSION, "supervisor", {})
VOIDS: Step = (Move.VOID, "supervisor", {"reason": "重复"})
LONGER: tuple[Step, ...] = ((Move.ASK_EXTENSION, "handler", {"reason": "等车", "hours": 2}),
                            (Move.GRANT_EXTENSION, "supervisor", {}))  # fmt: skip
HAPPY: Step = (Move.RATE, "reporter", {"stars": 5})
UNHAPPY: Step = (Move.RATE, "reporter", {"stars": 2})
REOPENS: Step = (Move.REOPEN, "reporter", {"reason": "又有人堆"})
STORIES: dict[str, tuple[Step, ...]] = {
    "on time": (*DONE, HAPPY),
    "unhappy": (*DONE, UNHAPPY),
    "reworked": (ACCEPT, HANDLE, (Move.REWORK, "verifier", {"reason": "还有一袋"}), HANDLE, VERIFY),
    "extended": (ACCEPT, *LONGER, HANDLE, VERIFY),
    "reopened": (*DONE, REOPENS),
    "returned": ((Move.RETURN, "handler", {"reason": "不在我们辖区"}),),
    "open": (ACCEPT,),
    "suspended": (ACCEPT, ASKS, STOPS),
    "void": (ACCEPT, VOIDS),
    "void after suspension": (ACCEPT, ASKS, STOPS, VOIDS),
    "late": (ACCEPT, HANDLE),
}


def who(name: str, case: Case, unit: str) -> By:
    match name:
        case "handler":
            return unit_actor(unit)
        case "verifier":
            return unit_actor(f"{case.area[:9]}-hecha")
        case "supervisor":
            return actor_at("0201")
    return Reporter(case.reports.get().pk)


@pytest.fixture
def history(now: datetime) -> dict[str, list[str]]:
    """Numbers of cases by story, each story in three places; "late" ones are verified three weeks after."""
    found: dict[str, list[str]] = {}
    for story, steps in STORIES.items():
        for place, (lon, lat) in enumerate(SPOTS):
            found.setdefault(story, []).append(lived(f"{story}:{place}", lon, lat, steps, now))
    for number in found["late"]:
        case = Case.objects.get(number=number)
        move(number, Move.VERIFY, {"note": "才去看"}, by=who("verifier", case, ""), now=now + timedelta(days=21))
    return found


def lived(key: str, lon: float, lat: float, steps: tuple[Step, ...], now: datetime) -> str:
    """Receives a report and makes the steps, two minutes apart; gives the case's number."""
    draft = Draft(key=key, channel="app", text="垃圾堆了两天没人清", reported_at=now, kind="E0102", lon=lon, lat=lat)
    [answer] = receive([draft], actor="system", now=now)
    assert isinstance(answer, Received)
    unit = answer.unit or ""
    for order, (name, by, inputs) in enumerate(steps, start=1):
        case = Case.objects.get(number=answer.number)
        move(answer.number, name, inputs, by=who(by, case, unit), now=now + timedelta(minutes=2 * order))
    return answer.number

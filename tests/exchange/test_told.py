"""Who hears of a hand-over: the reporter and the verifiers here, and whoever brought the case from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liandong.access.vault import Person
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.rules import Reporter
from liandong.cases.states import Move
from liandong.exchange.actions import hand_over_now
from liandong.exchange.models import HandOver, Outgoing
from liandong.notices.models import Notice
from tests.exchange.conftest import Clock, World, exchanged
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db


def test_the_reporter_and_the_verifiers_hear_of_it(
    centres: Callable[..., World], reported: Callable[..., Case], clock: Clock, settings: Any, tmp_path: Path
) -> None:
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    world = centres(refuses=0.0, pace=10.0)
    case = reported(person=Person("张三丰", "13812342041"))
    given = {"partner": "urban", "matter": "city", "reason": "占道"}
    hand_over_now(case.number, given, by=actor_at("0217"), now=clock.at, key="out")
    exchanged(world, clock, 600)
    texts = [json.loads(path.read_text())["text"] for path in sorted((tmp_path / "outbox").glob("*.json"))]
    assert any("已转给城管监督指挥中心办理" in text for text in texts)
    assert Notice.objects.filter(kind="case.result_taken", unit=f"{case.area[:9]}-hecha").count() == 1


def test_whoever_brought_a_case_hears_each_step_in_its_own_words(centres: Callable[..., World], clock: Clock) -> None:
    world = centres()
    world["police"].hand_in({"text": "路灯不亮", "matter": "service", "lon": 104.1142, "lat": 30.6935}, clock.at)
    exchanged(world, clock, 30)
    case, centre = Case.objects.get(), actor_at("0217")
    if case.state == "received":
        move(case.number, Move.CLASSIFY, {"kind": "C0107"}, by=centre, now=clock.at)
        move(case.number, Move.FILE, {}, by=centre, now=clock.at)
        move(case.number, Move.ASSIGN, {"unit": "510108-zhaoming"}, by=centre, now=clock.at)
    holder = unit_actor("510108-zhaoming")
    move(case.number, Move.ACCEPT, {}, by=holder, now=clock.on(60))
    move(case.number, Move.HANDLE, {"note": "换了灯泡"}, by=holder, now=clock.on(60))
    move(case.number, Move.VERIFY, {"note": "亮了"}, by=actor_at("1202"), now=clock.on(60))
    exchanged(world, clock, 60)
    said = list(Outgoing.objects.order_by("seq").values_list("kind", "body__state", "body__note"))
    assert said == [
        ("state", "已派单", None), ("state", "办理中", None), ("state", "已反馈", None), ("result", "已核查", "换了灯泡"),
    ]  # fmt: skip
    assert HandOver.objects.get().standing == "taken"


def test_whoever_brought_a_case_also_hears_that_it_began_anew_after_it_was_closed(
    centres: Callable[..., World], clock: Clock
) -> None:
    world = centres()
    world["police"].hand_in({"text": "路灯不亮", "matter": "service", "lon": 104.1142, "lat": 30.6935}, clock.at)
    exchanged(world, clock, 30)
    case, centre, verifier = Case.objects.get(), actor_at("0217"), actor_at("1202")
    if case.state == "received":
        move(case.number, Move.CLASSIFY, {"kind": "C0107"}, by=centre, now=clock.at)
        move(case.number, Move.FILE, {}, by=centre, now=clock.at)
        move(case.number, Move.ASSIGN, {"unit": "510108-zhaoming"}, by=centre, now=clock.at)
    holder = unit_actor("510108-zhaoming")
    move(case.number, Move.ACCEPT, {}, by=holder, now=clock.on(60))
    move(case.number, Move.HANDLE, {"note": "换了灯泡"}, by=holder, now=clock.on(60))
    move(case.number, Move.VERIFY, {"note": "亮了"}, by=verifier, now=clock.on(60))
    move(case.number, Move.CLOSE, {}, by=verifier, now=clock.on(60))
    exchanged(world, clock, 60)
    assert HandOver.objects.get().standing == "done"
    reporter = Reporter(case.reports.get().pk)
    move(case.number, Move.REOPEN, {"reason": "又灭了"}, by=reporter, now=clock.on(60))
    exchanged(world, clock, 60)
    assert HandOver.objects.get().standing == "taken"
    move(case.number, Move.ASSIGN, {"unit": "510108-zhaoming"}, by=centre, now=clock.on(60))
    exchanged(world, clock, 60)
    said = list(Outgoing.objects.order_by("seq").values_list("body__our_state", "state"))
    assert [word for word, _ in said[-3:]] == ["closed", "triaged", "assigned"]
    assert {state for _, state in said} == {"received"}
    assert world["police"].store.rows("SELECT told FROM cases") == [("assigned",)]

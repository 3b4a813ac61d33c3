"""An overdue case climbs: each rung once, in order, to somebody who is there and sees it; and comes down again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liandong.access.actions import end_post
from liandong.access.models import Post
from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import Filters, inbox, options, subject_of
from liandong.cases.states import Move, State
from liandong.deadlines.states import Urgency
from liandong.journal.jobs import react
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from liandong.notices.actions import mark_read
from liandong.notices.queries import notices_for
from liandong.supervision import queries
from liandong.supervision.actions import load_ladders, sound_all
from liandong.supervision.ladder import Rung
from liandong.supervision.states import Delivery, Wait, Whom
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]


def june(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LOCAL)


def minutes(start: datetime, end: datetime, every: int = 10) -> None:
    """Lets the job run from one instant to another, as the worker would."""
    at = start
    while at <= end:
        sound_all(at)
        at += timedelta(minutes=every)


def told(case: Case, *kinds: str) -> list[Entry]:
    return list(
        timeline(subject_of(case)).filter(kind__in=kinds or ("case.warned", "case.escalated", "case.came_down"))
    )


def answered(case: Case) -> None:
    react(entries=list(timeline(subject_of(case)).values_list("pk", flat=True)))


def at_the_head(rubbish: Make) -> tuple[Case, Actor]:
    """A case that nobody accepted until 15:30, and the head of the unit, who must act since."""
    case = rubbish()
    minutes(june(12, 14, 30), june(12, 15, 30))
    return Case.objects.get(pk=case.pk), actor_at("1211")


def test_an_overdue_case_climbs_rung_by_rung_and_each_changes_who_must_act(rubbish: Make) -> None:
    case = rubbish()
    minutes(june(12, 14, 30), june(16, 17, 0))
    seats = [(each.kind, each.at.astimezone(LOCAL), each.data["stage"], each.data["acting_unit"], each.data["acting_role"])
             for each in told(case) if each.data["stage"] == "accept"]  # fmt: skip
    home = case.area[:9]
    assert seats == [
        ("case.warned", june(12, 15, 20), "accept", f"{home}-huanwei", ""),
        ("case.escalated", june(12, 15, 30), "accept", f"{home}-huanwei", "head"),
        ("case.escalated", june(15, 8, 30), "accept", f"{home}-center", "supervisor"),
        ("case.escalated", june(15, 15, 30), "accept", "510108-center", "leader"),
    ]
    case.refresh_from_db()
    assert (case.rung, case.rung_of, case.acting_unit, case.acting_role) == (3, "accept", "510108-center", "leader")
    assert broken_link(subject_of(case)) is None


def test_a_rung_is_delivered_once_however_often_the_job_runs_or_dies(rubbish: Make) -> None:
    case, _ = at_the_head(rubbish)
    Case.objects.filter(pk=case.pk).update(next_alarm_at=june(12, 15, 30), rung=0, acting_unit=None, acting_role=None)
    sound_all(june(12, 15, 31))
    sound_all(june(12, 15, 32))
    assert [each.data["rung"] for each in told(case)] == [0, 1]


def test_a_worker_that_was_down_for_days_catches_up_in_order_and_leaves_everybody_their_time(rubbish: Make) -> None:
    case = rubbish()
    sound_all(june(17, 9, 0))
    sound_all(june(17, 9, 0))
    accept = [each for each in told(case) if each.data["stage"] == "accept"]
    assert [(each.data["rung"], each.at.astimezone(LOCAL)) for each in accept] == [(1, june(17, 9, 0))]
    minutes(june(17, 9, 0), june(17, 17, 0))
    accept = [each for each in told(case) if each.data["stage"] == "accept"]
    assert [(each.data["rung"], each.at.astimezone(LOCAL)) for each in accept] == [
        (1, june(17, 9, 0)),
        (2, june(17, 11, 0)),
    ]


def test_a_seat_nobody_holds_is_passed_on_to_the_next(rubbish: Make, now: datetime) -> None:
    end_post(Post.objects.get(account__username="1211").pk, actor="test", now=now)
    case = rubbish()
    minutes(june(12, 14, 30), june(12, 15, 30))
    [rung] = [each for each in told(case) if each.data["rung"] == 1]
    assert (rung.data["meant"], rung.data["whom"], rung.data["acting_unit"]) == (
        "head",
        "centre",
        f"{case.area[:9]}-center",
    )


def test_who_must_act_finds_it_in_the_inbox_and_nobody_else_does(rubbish: Make) -> None:
    case, head = at_the_head(rubbish)
    for number, role, expected in (("1211", "head", [case.pk]), ("1201", "handler", []), ("1200", "supervisor", [])):
        actor = actor_at(number, role)
        page = inbox(actor, Filters(tab="acting"))
        assert [each.pk for each in page.cases] == expected, number
    assert [each.pk for each in inbox(actor_at("0201"), Filters(tab="watched")).cases] == [case.pk]
    assert {Move.PROMISE} <= {option.move for option in options(case, head)}


def test_the_proof_says_when_a_rung_was_delivered_and_when_it_was_read(rubbish: Make) -> None:
    case, head = at_the_head(rubbish)
    answered(case)
    answered(case)
    assert [each.kind for each in told(case, "case.rung_delivered")] == ["case.rung_delivered"]
    assert [notice.kind for notice in notices_for(head)] == ["case.escalated", "case.warned", "case.assigned"]
    assert "case.escalated" not in {notice.kind for notice in notices_for(actor_at("1201"))}
    mark_read(actor_at("1201"), now=june(12, 15, 45))
    assert told(case, "case.rung_read") == []
    mark_read(head, now=june(12, 15, 50))
    mark_read(head, now=june(12, 15, 50))
    [read] = told(case, "case.rung_read")
    assert (read.data["rung"], read.data["acting_role"], read.actor) == (1, "head", head.label)


def test_the_climb_ends_when_the_stage_is_left(rubbish: Make) -> None:
    case, _ = at_the_head(rubbish)
    moved = move(case.number, Move.ACCEPT, {}, by=unit_actor(case.unit or ""), now=june(12, 15, 40)).case
    assert (moved.rung, moved.rung_of, moved.acting_unit, moved.acting_role) == (0, None, None, None)
    assert [each.kind for each in told(case)][-1] == "case.came_down"


def test_a_promise_sets_a_new_end_and_a_broken_one_climbs_anew(rubbish: Make) -> None:
    case, head = at_the_head(rubbish)
    promised = move(case.number, Move.PROMISE, {"reason": "车在路上", "hours": 1}, by=head, now=june(12, 15, 40)).case
    assert (promised.rung, promised.stage_due_at, promised.promised) == (0, june(12, 16, 40), 1)
    minutes(june(12, 15, 40), june(12, 16, 40))
    assert [each.data["rung"] for each in told(case)] == [0, 1, 1, 0, 1]
    assert [each.kind for each in told(case)][2] == "case.came_down"


def climbed_to(rung: int, rubbish: Make, now: datetime) -> Case:
    """A case on a ladder of minutes, at some rung."""
    whom = (Whom.HEAD, Whom.CENTRE, Whom.LEADER)
    load_ladders([Rung("", Urgency.NORMAL, "accept", number, Decimal(number) / 10, Wait.HOURS, whom[number - 1], Delivery.ALWAYS)
                  for number in (1, 2, 3)], actor="test", now=now)  # fmt: skip
    case = rubbish()
    for step in range(1, rung + 1):
        sound_all(june(12, 15, 30) + timedelta(minutes=6 * step))
    return Case.objects.get(pk=case.pk)


def test_the_subdistrict_centre_takes_a_case_over(rubbish: Make, now: datetime) -> None:
    case = climbed_to(2, rubbish, now)
    centre = actor_at("1200")
    taken = move(case.number, Move.TAKE_OVER, {"reason": "所里没人"}, by=centre, now=june(12, 16, 0)).case
    assert (taken.state, taken.unit, taken.stage_at, taken.rung) == (State.ACCEPTED, centre.unit, june(12, 16, 0), 0)


def test_the_leader_on_duty_gives_it_to_another_unit_whose_clock_begins_anew(rubbish: Make, now: datetime) -> None:
    case = climbed_to(3, rubbish, now)
    by = actor_at("0001")
    inputs: dict[str, Any] = {"reason": "原单位不去", "unit": f"{case.area[:9]}-zhifa"}
    moved = move(case.number, Move.REASSIGN, inputs, by=by, now=june(12, 16, 0)).case
    assert (moved.state, moved.unit, moved.stage_at, moved.stage_due_at) == (
        State.ASSIGNED, f"{case.area[:9]}-zhifa", june(12, 16, 0), june(12, 17, 0))  # fmt: skip
    assert moved.due_at == case.due_at


def test_only_who_must_act_may_take_over_reassign_or_promise(rubbish: Make, now: datetime) -> None:
    case = climbed_to(2, rubbish, now)
    for by in (actor_at("0201"), actor_at("0001"), actor_at("1211")):
        with pytest.raises(Refused) as refusal:
            move(case.number, Move.PROMISE, {"reason": "x", "hours": 1}, by=by, now=june(12, 16, 0))
        assert refusal.value.code == "not-acting"
    with pytest.raises(Refused, match="没有升级到您的岗位"):
        move(rubbish().number, Move.TAKE_OVER, {"reason": "x"}, by=actor_at("1200"), now=june(12, 14, 40))


def test_the_alarms_are_found_by_their_index_and_cost_the_same_for_many(rubbish: Make) -> None:
    def cost(cases: int) -> int:
        for _ in range(cases):
            rubbish()
        with CaptureQueriesContext(connection) as sent:
            assert sound_all(june(12, 15, 30)) == cases
        return len(sent)

    one, five = cost(1), cost(5)
    assert five - one <= 4 * one
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM cases_case WHERE next_alarm_at <= now() ORDER BY next_alarm_at, id LIMIT 200"
        )
        assert "case_alarm" in "\n".join(line for (line,) in cursor.fetchall())


def test_a_case_that_cannot_be_looked_at_does_not_hold_up_the_others(
    rubbish: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = rubbish(), rubbish()
    Case.objects.filter(pk=bad.pk).update(urgency="unheard")
    assert sound_all(june(12, 15, 30)) == 1
    assert [each.data["rung"] for each in told(good) if each.data["stage"] == "accept"] == [1]
    assert Case.objects.get(pk=bad.pk).next_alarm_at == june(12, 16, 30)


def test_a_table_of_ladders_is_loaded_whole_and_once(now: datetime) -> None:
    before = queries.rungs()
    assert len(before) > 20
    row = Rung("", Urgency.NORMAL, "accept", 1, Decimal(1), Wait.HOURS, Whom.LEADER, Delivery.ALWAYS)
    assert load_ladders([row], actor="test", now=now, key="ladders:1") == 1
    assert load_ladders(before, actor="test", now=now, key="ladders:1") == len(before)
    assert queries.rungs() == [row]

"""Cases from report to end, on the demo district's ground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.access.models import Identity
from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case, Report, Request
from liandong.cases.queries import Filters, case_seen_by, inbox, options, seen_by, subject_of
from liandong.cases.reference import office
from liandong.cases.rules import Reporter
from liandong.cases.states import Move, State
from liandong.deadlines.states import Measure
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link, timeline
from liandong.journal.reactions import TABLE, TASK
from liandong.kernel.refusals import Refused
from liandong.kernel.sql import load
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
RUBBISH = "E0102"


def draft(now: datetime, key: str = "test:1", **more: Any) -> Draft:
    place = {"lon": 104.1142, "lat": 30.6935} if "words" not in more and "lon" not in more else {}
    return Draft(
        **{
            "key": key,
            "channel": "app",
            "text": "垃圾堆了两天没人清",
            "reported_at": now,
            "kind": RUBBISH,
            **place,
            **more,
        }
    )


def received(now: datetime, **more: Any) -> Received:
    [answer] = receive([draft(now, **more)], actor="system", now=now)
    assert isinstance(answer, Received)
    return answer


def test_a_sure_report_is_placed_filed_and_assigned_in_one_call(now: datetime) -> None:
    answer = received(now, person=Person("张三", "13812342041"))
    case = Case.objects.get(number=answer.number)
    assert answer.number.startswith("260612-")
    assert (case.state, case.grid == answer.grid, len(case.grid or "")) == (State.ASSIGNED, True, 15)
    assert case.unit == f"{case.area[:9]}-huanwei"
    assert case.rule is not None
    assert [entry.kind for entry in timeline(subject_of(case))] == [
        "case.received", "case.placed", "case.classified", "case.filed", "case.assigned",
    ]  # fmt: skip
    assert broken_link(subject_of(case)) is None


def test_intake_leaves_one_job_for_what_answers_to_it(now: datetime) -> None:
    drafts = [draft(now), draft(now, key="test:2", lon=104.1242)]
    first, second = receive(drafts, actor="system", now=now)
    assert isinstance(first, Received)
    assert isinstance(second, Received)
    job = ProcrastinateJob.objects.get(task_name=TASK)
    subjects = (f"case:{first.case}", f"case:{second.case}")
    told = Entry.objects.filter(subject__in=subjects, kind__in=list(TABLE))
    assert sorted(job.args["entries"]) == sorted(told.values_list("pk", flat=True))


def test_the_reporter_lies_in_the_vault_and_nowhere_else(now: datetime) -> None:
    received(now, person=Person("张三丰", "13812342041"), text="垃圾没人清")
    assert Identity.objects.get().masked_phone == "138****2041"
    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_report", "cases_suggestion", "journal_entry", "procrastinate_jobs"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ '张三丰|13812342041'")
            assert cursor.fetchone() == (0,), table


def test_what_has_no_place_waits_for_a_person_and_is_never_guessed(now: datetime) -> None:
    answer = received(now, words="A7县春华镇金鼎村")
    assert (answer.state, answer.grid, answer.area) == ("received", None, "510108")


def test_a_point_outside_the_district_is_refused_and_leaves_no_trace(now: datetime) -> None:
    answers = receive([draft(now, lon=103.0, lat=30.0), draft(now, key="test:2")], actor="system", now=now)
    assert isinstance(answers[0], Refused)
    assert answers[0].code == "outside"
    assert isinstance(answers[1], Received)
    assert Case.objects.count() == Report.objects.count() == 1


def test_the_same_report_twice_is_one_case_and_another_under_its_key_is_refused(now: datetime) -> None:
    first, second = received(now), received(now)
    assert (second.number, second.repeated) == (first.number, True)
    [other] = receive([draft(now, text="完全是另一件事")], actor="system", now=now)
    assert isinstance(other, Refused)
    assert other.code == "key-reused"
    twins = receive([draft(now, key="k"), draft(now, key="k")], actor="system", now=now)
    assert len({answer.number for answer in twins if isinstance(answer, Received)}) == 1
    assert Case.objects.count() == 2


@pytest.fixture
def step(now: datetime) -> Callable[..., Case]:
    """Makes one move an hour after the last."""
    clock = [now]

    def made(number: str, name: Move, by: Any, **inputs: Any) -> Case:
        clock[0] += timedelta(minutes=10)
        return move(number, name, inputs, by=by, now=clock[0], key=f"{name}:{clock[0]}").case

    return made


def test_a_case_goes_its_whole_way_with_rework_and_a_reopening(now: datetime, step: Callable[..., Case]) -> None:
    number = received(now).number
    case = Case.objects.get(number=number)
    handler, verifier = unit_actor(case.unit or ""), unit_actor(f"{case.area[:9]}-hecha")
    reporter = Reporter(case.reports.get().pk)
    dispatcher = actor_at("0217")
    step(number, Move.ACCEPT, handler)
    step(number, Move.HANDLE, handler, note="清了")
    step(number, Move.REWORK, verifier, reason="还有一袋")
    step(number, Move.HANDLE, handler, note="都清了")
    step(number, Move.VERIFY, verifier, note="干净了")
    step(number, Move.REOPEN, reporter, reason="又有人堆")
    step(number, Move.ASSIGN, dispatcher, unit=handler.unit)
    step(number, Move.ACCEPT, handler)
    step(number, Move.HANDLE, handler, note="再清")
    step(number, Move.VERIFY, verifier, note="干净了")
    case = step(number, Move.RATE, reporter, stars=5)
    assert (case.state, case.stars, case.reworked, case.reopened) == (State.CLOSED, 5, 1, 1)
    assert broken_link(subject_of(case)) is None
    assert (case.stage_due_at, case.closed_at is not None) == (None, True)


def test_an_extension_moves_both_clocks_by_its_working_hours(now: datetime, step: Callable[..., Case]) -> None:
    number = received(now).number
    case = Case.objects.get(number=number)
    handler, supervisor = unit_actor(case.unit or ""), actor_at("0201")
    accepted = step(number, Move.ACCEPT, handler)
    step(number, Move.ASK_EXTENSION, handler, reason="渣土车晚上才到", hours=2)
    assert Request.objects.get().granted is None
    extended = step(number, Move.GRANT_EXTENSION, supervisor)
    for was, now_due in ((accepted.stage_due_at, extended.stage_due_at), (accepted.due_at, extended.due_at)):
        assert was is not None
        assert now_due == office().calendar.add(was, 2, Measure.WORKING_HOURS)
    assert (extended.extended, extended.pending, Request.objects.get().granted) == (1, None, True)


def test_a_suspension_stops_the_clocks_and_gives_back_what_was_left(now: datetime, step: Callable[..., Case]) -> None:
    number = received(now).number
    case = Case.objects.get(number=number)
    handler, supervisor = unit_actor(case.unit or ""), actor_at("0201")
    before = step(number, Move.ACCEPT, handler)
    step(number, Move.ASK_SUSPENSION, handler, reason="等补件")
    stopped = step(number, Move.GRANT_SUSPENSION, supervisor)
    assert (stopped.state, stopped.stage_due_at, stopped.due_at) == (State.SUSPENDED, None, None)
    resumed = step(number, Move.RESUME, supervisor, reason="补件已到")
    calendar = office().calendar
    assert before.stage_due_at is not None
    assert resumed.stage_due_at is not None
    still = calendar.between(before.stage_due_at, resumed.stage_due_at, Measure.WORKING_HOURS)
    assert still == timedelta(minutes=10)


def test_a_repeated_key_moves_once_and_a_foreign_use_of_it_is_refused(now: datetime) -> None:
    number = received(now).number
    handler = unit_actor(Case.objects.get().unit or "")
    first = move(number, Move.ACCEPT, {}, by=handler, now=now, key="k")
    again = move(number, Move.ACCEPT, {}, by=handler, now=now, key="k")
    assert (first.repeated, again.repeated, again.entry.pk) == (False, True, first.entry.pk)
    with pytest.raises(Refused, match="已经用过"):
        move(number, Move.HANDLE, {"note": "x"}, by=handler, now=now, key="k")


def test_a_refused_move_leaves_no_trace(now: datetime) -> None:
    number = received(now).number
    case = Case.objects.get()
    before = (Case.objects.values().get(), timeline(subject_of(case)).count())
    with pytest.raises(Refused):
        move(number, Move.ACCEPT, {}, by=actor_at("0217"), now=now)
    with pytest.raises(Refused, match="还差"):
        move(number, Move.RETURN, {}, by=unit_actor(case.unit or ""), now=now)
    assert (Case.objects.values().get(), timeline(subject_of(case)).count()) == before


def test_nobody_sees_or_moves_a_case_outside_their_sight(now: datetime) -> None:
    number = received(now).number
    stranger = unit_actor("510108016-huanwei")
    assert list(seen_by(stranger)) == []
    with pytest.raises(Refused, match="没有找到"):
        case_seen_by(stranger, number)
    with pytest.raises(Refused, match="没有找到"):
        move(number, Move.ACCEPT, {}, by=stranger, now=now)


def test_the_inbox_pages_by_due_time_without_gap_or_overlap(now: datetime) -> None:
    receive([draft(now, key=f"p:{n}") for n in range(25)], actor="system", now=now)
    seen, after = [], ""
    while True:
        page = inbox(actor_at("0217"), Filters(), after=after, size=7)
        seen += [case.pk for case in page.cases]
        if page.after is None:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == 25


def test_two_chinese_characters_find_a_case(now: datetime) -> None:
    received(now, text="树枝挂在线缆上", kind="E0102")
    received(now, key="test:2", text="路面有积水")
    found = inbox(actor_at("0217"), Filters(words="线缆")).cases
    assert [case.title for case in found] == ["树枝挂在线缆上"]


def test_the_buttons_offer_what_the_engine_allows(now: datetime) -> None:
    number = received(now).number
    case = Case.objects.get(number=number)
    offered = {option.move for option in options(case, unit_actor(case.unit or "")) if option.why_not is None}
    assert offered == {Move.ACCEPT, Move.RETURN, Move.DELEGATE, Move.NOTE, Move.ANSWER, Move.DISPUTE, Move.REPORT_UP}


def test_the_statement_of_intake_can_be_explained(now: datetime) -> None:
    with connection.cursor() as cursor:
        words: dict[str, Any] = {"rows": "[]", "task": "t", "queue": "q", "answered": []}
        cursor.execute("EXPLAIN " + load("liandong.cases", "receive"), words)
        assert "cases_case" in "\n".join(line for (line,) in cursor.fetchall())

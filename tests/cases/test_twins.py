"""Reports of one matter become one case with many reporters, and a wrong merger is undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case, Report, Twin
from liandong.cases.queries import Filters, inbox, subject_of
from liandong.cases.reactions import find_twins, press
from liandong.cases.rules import Reporter, System
from liandong.cases.states import Move, State, TwinStanding
from liandong.cases.twin_actions import keep_apart
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.coordinates import moved
from liandong.kernel.refusals import Refused
from liandong.kernel.sql import load
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
HERE = (104.1142, 30.6935)
TEXT = "巷口垃圾堆了两天没人清，走不过去"


def answer(now: datetime, key: str, text: str = TEXT, *, metres: float = 0.0, minutes: int = 0,
           words: str = "", kind: str | None = "E0102") -> Received:  # fmt: skip
    """One report and the case it made (if it is the first with its key); without `words` it carries a point, so many metres
    from the first."""
    lon, lat = moved(*HERE, 60.0, metres) if not words else (None, None)
    at = now + timedelta(minutes=minutes)
    draft = Draft(key=key, channel="app", text=text, reported_at=at, kind=kind, lon=lon, lat=lat, words=words,
                  person=Person("", f"1380000{len(key):04}"))  # fmt: skip
    [given] = receive([draft], actor="system", now=at)
    assert isinstance(given, Received)
    return given


def report(now: datetime, key: str, text: str = TEXT, **more: Any) -> Case:
    return Case.objects.get(pk=answer(now, key, text, **more).case)


def react(case: Case) -> Case:
    """What the job does after intake."""
    for entry in Entry.objects.filter(subject=subject_of(case)).order_by("seq"):
        find_twins(entry)
    case.refresh_from_db()
    return case


def do(case: Case, name: Move, by: Any, now: datetime, **inputs: Any) -> Case:
    return move(case.number, name, inputs, by=by, now=now, key=f"{case.number}:{name}:{now}:{inputs}").case


def test_what_is_surely_the_same_is_joined_by_itself_and_tells_so_in_both_journals(now: datetime) -> None:
    lead = react(report(now, "a"))
    twin = react(report(now, "b", "巷口垃圾堆了两天，没人清", metres=12, minutes=25))
    lead.refresh_from_db()
    assert (twin.state, twin.leading_id, twin.reporters, lead.reporters) == (State.MERGED, lead.pk, 0, 2)
    assert set(lead.reports.values_list("twin", flat=True)) == {None, twin.pk}
    assert [entry.kind for entry in timeline(subject_of(twin))][-2:] == ["case.twins_found", "case.merged"]
    assert [entry.kind for entry in timeline(subject_of(lead))][-1] == "case.joined"
    assert (broken_link(subject_of(lead)), broken_link(subject_of(twin))) == (None, None)


def test_the_reaction_does_nothing_the_second_time(now: datetime) -> None:
    lead, twin = report(now, "a"), report(now, "b", metres=5)
    react(twin)
    before = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    react(twin)
    assert list(Entry.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert lead.reports.count() == 2


@pytest.mark.parametrize("changed", [
    {"metres": 90.0}, {"minutes": 60 * 26}, {"text": "有人把旧沙发扔在路边挡住盲道"}, {"kind": "E0105"},
    {"text": "巷口垃圾堆了两天没人清，走不过去，在7栋"},
], ids=["farther", "later", "other words", "other kind", "another house"])  # fmt: skip
def test_what_is_not_sure_is_only_offered(now: datetime, changed: dict[str, Any]) -> None:
    first = (
        "巷口垃圾堆了两天没人清，走不过去，在3栋"
        if "7栋" in str(changed.get("text"))
        else "巷口垃圾堆了两天没人清，走不过去"
    )
    lead = report(now, "a", first)
    twin = react(report(now, "b", **changed))
    lead.refresh_from_db()
    assert (twin.state == State.MERGED, twin.likely, lead.likely) == (False, 1, 1)
    assert Twin.objects.get().standing == TwinStanding.LIKELY


def test_what_is_far_away_or_has_no_place_and_other_words_is_no_twin(now: datetime) -> None:
    report(now, "a")
    assert react(report(now, "b", metres=400)).likely == 0
    assert react(report(now, "c", "垃圾没人清", words="某处")).likely == 0


def test_a_case_without_a_place_is_found_by_its_words_and_never_joined_by_itself(now: datetime) -> None:
    text = "万科金域华府三期门口的断头路什么时候能通车，出行太难"
    first = report(now, "a", text, words="某处")
    second = react(report(now, "b", "请问万科金域华府三期断头路什么时候能通车", words="某处", minutes=9))
    assert (second.state, second.likely) == (first.state, 1)


def test_a_switch_keeps_the_machine_from_joining(now: datetime, settings: Settings) -> None:
    settings.LIANDONG_TWINS_JOIN = False
    report(now, "a")
    assert react(report(now, "b")).state != State.MERGED


def test_splitting_gives_back_reports_state_unit_and_clocks_and_the_machine_never_joins_them_again(
    now: datetime,
) -> None:
    lead = report(now, "a")
    twin = report(now, "b", metres=5, minutes=5)
    was = Case.objects.filter(pk=twin.pk).values(
        "state", "unit", "rule", "stage_due_at", "due_at", "assigned_at", "reporters"
    )
    before = was.get()
    react(twin)
    later = now + timedelta(hours=3)
    assert do(twin, Move.SPLIT, actor_at("0217"), later).leading_id is None
    assert was.get() == before
    lead.refresh_from_db()
    assert (lead.reporters, twin.reports.get().twin_id, lead.reports.count()) == (1, None, 1)
    assert Twin.objects.get().standing == TwinStanding.APART
    twin.refresh_from_db()
    with pytest.raises(Refused, match="由人来做"):
        do(twin, Move.MERGE, System(), later, lead=lead.number)
    assert react(twin).state == before["state"]


@pytest.mark.parametrize(("ask", "given", "pending"), [
    (Move.ASK_EXTENSION, {"reason": "缺配件", "hours": 8}, "extension"), (Move.ASK_SUSPENSION, {"reason": "要等出让"}, "suspension"),
    (Move.DISPUTE, {"reason": "不归我们"}, None),
])  # fmt: skip
def test_a_request_that_waited_when_a_case_was_merged_waits_again_after_the_split_and_a_dispute_does_not(
    now: datetime, settings: Settings, ask: Move, given: dict[str, Any], pending: str | None
) -> None:
    settings.LIANDONG_TWINS_JOIN = False
    lead, twin = report(now, "a"), report(now, "b", metres=5)
    holder, dispatcher, later = unit_actor(twin.unit or ""), actor_at("0217"), now + timedelta(hours=1)
    do(twin, Move.ACCEPT, holder, now)
    do(twin, ask, holder, now, **given)
    merged = do(twin, Move.MERGE, dispatcher, later, lead=lead.number)
    assert (merged.pending, merged.requests.get().granted) == (None, False)
    back = do(twin, Move.SPLIT, dispatcher, later + timedelta(hours=1))
    assert (back.state, back.pending) == (State.ACCEPTED, pending)
    request, entry = back.requests.get(), timeline(subject_of(back)).get(kind="case.split")
    assert (request.granted, request.answered_by == "") == ((None, True) if pending else (False, False))
    assert entry.data.get("pending") == pending
    if ask is Move.ASK_EXTENSION:
        before = back.due_at
        granted = do(twin, Move.GRANT_EXTENSION, actor_at("0201"), later + timedelta(hours=2))
        assert (granted.pending, granted.extended, granted.requests.get().granted) == (None, 1, True)
        assert before is not None
        assert granted.due_at is not None
        assert granted.due_at > before


def test_a_request_that_was_answered_before_the_merger_stays_answered(now: datetime, settings: Settings) -> None:
    settings.LIANDONG_TWINS_JOIN = False
    lead, twin = report(now, "a"), report(now, "b", metres=5)
    holder, dispatcher = unit_actor(twin.unit or ""), actor_at("0217")
    do(twin, Move.ACCEPT, holder, now)
    do(twin, Move.ASK_EXTENSION, holder, now, reason="缺配件", hours=8)
    do(twin, Move.DENY_EXTENSION, actor_at("0201"), now, reason="来得及")
    do(twin, Move.MERGE, dispatcher, now, lead=lead.number)
    back = do(twin, Move.SPLIT, dispatcher, now)
    assert (back.pending, back.requests.get().granted) == (None, False)


def test_a_twin_of_a_twin_comes_home_with_what_it_had_brought(now: datetime, settings: Settings) -> None:
    settings.LIANDONG_TWINS_JOIN = False
    dispatcher = actor_at("0217")
    first, middle, last = (report(now, key, minutes=at) for at, key in enumerate("abc"))
    do(last, Move.MERGE, dispatcher, now, lead=middle.number)
    do(middle, Move.MERGE, dispatcher, now, lead=first.number)
    assert first.reports.count() == 3
    do(middle, Move.SPLIT, dispatcher, now)
    assert (first.reports.count(), middle.reports.count()) == (1, 2)
    do(last, Move.SPLIT, dispatcher, now)
    assert [case.reports.count() for case in (first, middle, last)] == [1, 1, 1]
    assert list(Case.objects.order_by("pk").values_list("reporters", flat=True)) == [1, 1, 1]
    assert not Report.objects.exclude(twin=None).exists()


def test_mergers_that_make_no_sense_are_refused(now: datetime, settings: Settings) -> None:
    settings.LIANDONG_TWINS_JOIN = False
    dispatcher = actor_at("0217")
    first, second, third = (report(now, key) for key in "abc")
    with pytest.raises(Refused, match="还差并入哪一件"):
        do(second, Move.MERGE, dispatcher, now)
    with pytest.raises(Refused, match="不能并入它自己"):
        do(second, Move.MERGE, dispatcher, now, lead=second.number)
    with pytest.raises(Refused, match="没有找到"):
        do(second, Move.MERGE, dispatcher, now, lead="260101-9999")
    with pytest.raises(Refused, match="不能并案"):
        do(second, Move.MERGE, unit_actor(second.unit or ""), now, lead=first.number)
    do(second, Move.MERGE, dispatcher, now, lead=first.number)
    with pytest.raises(Refused, match=f"已经并入 {first.number}"):
        do(third, Move.MERGE, dispatcher, now, lead=second.number)
    do(first, Move.VOID, actor_at("0201"), now, reason="试一下")
    with pytest.raises(Refused, match="已作废"):
        do(third, Move.MERGE, dispatcher, now, lead=first.number)


def test_two_matters_that_a_person_kept_apart_are_not_joined_by_the_machine(now: datetime) -> None:
    lead, twin = report(now, "a"), report(now, "b")
    keep_apart(twin.number, lead.number, by=actor_at("0217"), now=now, key="k")
    keep_apart(twin.number, lead.number, by=actor_at("0217"), now=now, key="k")
    assert react(twin).state != State.MERGED
    with pytest.raises(Refused, match="不能分清两件事"):
        keep_apart(twin.number, lead.number, by=unit_actor(twin.unit or ""), now=now, key="k2")


def closed(case: Case, now: datetime) -> Case:
    handler, verifier = unit_actor(case.unit or ""), unit_actor(f"{case.area[:9]}-hecha")
    do(case, Move.ACCEPT, handler, now)
    do(case, Move.HANDLE, handler, now, note="清了")
    return do(case, Move.VERIFY, verifier, now, note="干净了")


def test_each_reporter_rates_once_the_lowest_is_shown_and_any_of_them_reopens(now: datetime) -> None:
    lead = report(now, "a")
    react(report(now, "b"))
    mine, theirs = (Reporter(pk) for pk in lead.reports.order_by("pk").values_list("pk", flat=True))
    closed(lead, now)
    assert do(lead, Move.RATE, mine, now, stars=5).stars == 5
    with pytest.raises(Refused, match="已经评价过"):
        do(lead, Move.RATE, mine, now, stars=4)
    assert do(lead, Move.RATE, theirs, now, stars=2).stars == 2
    assert set(lead.reports.values_list("stars", flat=True)) == {2, 5}
    reopened = do(lead, Move.REOPEN, theirs, now, reason="还在")
    assert (reopened.state, reopened.stars, reopened.reopened) == (State.TRIAGED, None, 1)
    assert set(lead.reports.values_list("stars", flat=True)) == {None}


def test_a_late_report_of_what_was_just_closed_is_offered_and_not_joined(now: datetime) -> None:
    lead = closed(report(now, "a"), now)
    do(lead, Move.RATE, Reporter(lead.reports.get().pk), now, stars=5)
    late = react(report(now, "b", minutes=90))
    assert (late.state, late.likely) == (State.ASSIGNED, 1)
    joined = do(late, Move.MERGE, actor_at("0217"), now, lead=lead.number)
    assert joined.state == State.MERGED


def test_many_reporters_of_one_matter_make_it_more_urgent_once_for_each_threshold(
    now: datetime, settings: Settings
) -> None:
    settings.LIANDONG_MANY_REPORTERS = [3, 4]
    lead = report(now, "a")
    due = lead.due_at
    for at in range(1, 5):
        react(report(now, "b" * (at + 1), minutes=at))
        for entry in Entry.objects.filter(subject=subject_of(lead), kind="case.joined"):
            press(entry)
    raised = Case.objects.get(pk=lead.pk)
    assert (raised.reporters, raised.urgency) == (5, "critical")
    assert [entry.kind for entry in timeline(subject_of(lead))].count("case.graded") == 2
    assert raised.due_at is not None
    assert due is not None
    assert raised.due_at <= due


def test_the_key_of_a_merged_report_answers_with_the_leading_case(now: datetime) -> None:
    lead = report(now, "a")
    react(report(now, "b"))
    again = answer(now, "b")
    assert (again.number, again.repeated, again.reporters) == (lead.number, True, 2)


def test_a_leading_case_is_found_by_the_words_and_the_number_of_its_twin_until_they_are_split(now: datetime) -> None:
    lead = report(now, "a")
    twin = react(report(now, "b", "巷口垃圾堆了两天没人清，还有床垫"))
    dispatcher = actor_at("0217")
    for words in ("床垫", twin.number):
        assert [case.pk for case in inbox(dispatcher, Filters(words=words)).cases] == [lead.pk]
    do(twin, Move.SPLIT, dispatcher, now)
    assert [case.pk for case in inbox(dispatcher, Filters(words="床垫")).cases] == [twin.pk]


@pytest.mark.parametrize("name", ["twins_near", "twins_said", "twins_said_nowhere", "common_words", "search_joined"])
def test_the_statements_can_be_explained(name: str, now: datetime) -> None:
    values: dict[str, Any] = {
        "grids": ["510108012002001"], "since": now, "lately": now, "own": 0,
        "ended": ["closed"], "west": 104.0, "east": 104.1, "south": 30.6, "north": 30.7, "words": "'垃圾'",
        "class": "E01", "inner_west": 0.0, "inner_south": 0.0, "inner_east": 0.0, "inner_north": 0.0, "lead": 0, "twin": 0,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + load("liandong.cases", name), values)
        assert cursor.fetchall()

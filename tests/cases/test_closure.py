"""Honest closure: the distance, the draw, and the second look."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django.fixtures import Settings

from liandong.cases.actions import Moved, move
from liandong.cases.closure import Checking, drawn, share_now
from liandong.cases.closure_actions import set_recheck_rule, set_site_rule
from liandong.cases.models import Case
from liandong.cases.proofs import put_again
from liandong.cases.queries import Filters, inbox, options, subject_of
from liandong.cases.rules import Reporter
from liandong.cases.states import Move, State
from liandong.files.actions import store
from liandong.journal.jobs import react
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from liandong.notices.queries import notices_for
from tests.cases.test_actions import received
from tests.people import actor_at, unit_actor

NEVER, ALWAYS = Checking(0, 50, 0, 200), Checking(100, 50, 100, 200)
numbers = st.integers(0, 10**9).map(lambda number: f"260612-{number:04d}")


@given(numbers, st.integers(0, 100), st.integers(0, 100))
def test_a_case_drawn_at_a_share_is_drawn_at_every_larger_one(number: str, one: int, other: int) -> None:
    assert drawn(number, min(one, other)) <= drawn(number, max(one, other))
    assert not drawn(number, 0)
    assert drawn(number, 100)


def test_about_the_share_is_drawn() -> None:
    assert 0.17 < sum(drawn(f"260612-{number:04d}", 20) for number in range(5000)) / 5000 < 0.23


@pytest.mark.parametrize(
    ("handled", "reworked", "share"), [(0, 0, 10), (9, 9, 10), (100, 7, 10), (100, 8, 25), (10, 10, 25)]
)
def test_much_rework_raises_the_share_where_enough_was_handled(handled: int, reworked: int, share: int) -> None:
    assert share_now(Checking(10, 8, 25, 200), handled, reworked)[0] == share


@given(st.integers(0, 500), st.integers(0, 500))
def test_rework_never_lowers_the_share(handled: int, reworked: int) -> None:
    assert share_now(Checking(30, 8, 20, 200), handled, min(handled, reworked))[0] >= 30


@pytest.fixture
def photo(settings: Settings, tmp_path: Path, now: datetime) -> Any:
    settings.LIANDONG_FILES = str(tmp_path)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG")
    return lambda key: store(out.getvalue(), actor="test", now=now, key=key).pk


def handed_in(now: datetime, **inputs: Any) -> Case:
    """A case at 104.1142, 30.6935 that its unit has handled."""
    case = Case.objects.get(number=received(now).number)
    by = unit_actor(case.unit or "")
    move(case.number, Move.ACCEPT, {}, by=by, now=now)
    return move(case.number, Move.HANDLE, {"note": "清了", **inputs}, by=by, now=now).case


def verify(case: Case, now: datetime, **inputs: Any) -> Moved:
    return move(case.number, Move.VERIFY, {"note": "好了", **inputs}, by=checker(case), now=now)


def checker(case: Case) -> Any:
    return unit_actor(f"{case.area[:9]}-hecha")


def refused(case: Case, now: datetime, **inputs: Any) -> str:
    before = timeline(subject_of(case)).count()
    with pytest.raises(Refused) as found:
        verify(case, now, **inputs)
    assert timeline(subject_of(case)).count() == before
    return found.value.code


@pytest.mark.django_db
def test_only_the_distance_is_kept_and_its_absence_too(now: datetime) -> None:
    case = handed_in(now, lon=104.1142, lat=30.69355)
    moved = verify(case, now)
    kept = {entry.kind: entry.data for entry in timeline(subject_of(case))}
    assert (kept["case.handled"]["metres"], kept["case.handled"]["located"]) == (6, True)
    assert (kept["case.verified"]["metres"], kept["case.verified"]["located"]) == (None, False)
    assert "lon" not in kept["case.handled"]
    assert moved.case.sampled is False


@pytest.mark.django_db
def test_a_drawn_case_needs_a_position_and_a_photo(now: datetime, photo: Any) -> None:
    set_site_rule("", ALWAYS, source="测试", actor="system", now=now)
    case = handed_in(now)
    here = {"lon": 104.1142, "lat": 30.6935}
    assert case.sampled
    assert refused(case, now) == "needs-site"
    assert refused(case, now, photos=[photo("a")]) == "needs-site"
    assert refused(case, now, **here) == "needs-site"
    assert verify(case, now, photos=[photo("b")], **here).case.state == State.VERIFIED
    [entry] = [each for each in timeline(subject_of(case)) if each.kind == "case.handled"]
    assert (entry.data["sampled"], entry.data["share"], entry.data["rework_percent"]) == (True, 100, 0)


@pytest.mark.django_db
def test_who_stands_far_off_says_why(now: datetime) -> None:
    set_site_rule("", NEVER, source="测试", actor="system", now=now)
    case, far = handed_in(now), {"lon": 104.12, "lat": 30.6935}
    assert refused(case, now, **far) == "far-away"
    assert refused(case, now, lon=204.0, lat=30.0) == "bad-coordinates"
    moved = verify(case, now, reason="现场封路，在路口看的", **far)
    assert (moved.entry.data["metres"] > 500, moved.entry.data["reason"]) == (True, "现场封路，在路口看的")


@pytest.mark.django_db
def test_the_longest_beginning_of_a_unit_decides(now: datetime) -> None:
    set_site_rule("", ALWAYS, source="测试", actor="system", now=now)
    set_site_rule("510108012-huanwei", NEVER, source="测试", actor="system", now=now)
    case = handed_in(now)
    assert case.sampled is (case.unit != "510108012-huanwei")


@pytest.mark.django_db
def test_a_closed_case_comes_before_the_verifiers_again_and_reopens_when_it_is_not_good(now: datetime) -> None:
    set_recheck_rule("E01", 7, source="测试", actor="system", now=now)
    case = verify(handed_in(now), now).case
    by, later = checker(case), now + timedelta(days=8)
    assert str(case.recheck_on) == "2026-06-19"
    assert not put_again(case.pk, now=now)
    assert inbox(by, Filters(tab="recheck")).cases == []
    assert put_again(case.pk, now=later)
    assert not put_again(case.pk, now=later), "once is enough"
    case.refresh_from_db()
    react(entries=list(timeline(subject_of(case)).values_list("pk", flat=True)))
    assert [one.kind for one in notices_for(by)].count("case.recheck_due") == 1
    assert [each.number for each in inbox(by, Filters(tab="recheck")).cases] == [case.number]
    assert {Move.RECHECK, Move.RECHECK_FAILED} <= {option.move for option in options(case, by) if not option.why_not}
    with pytest.raises(Refused, match="不能复核仍好"):
        move(case.number, Move.RECHECK, {"note": "好的"}, by=unit_actor(case.handled_unit or ""), now=later)
    again = move(case.number, Move.RECHECK_FAILED, {"reason": "又漏了"}, by=by, now=later).case
    assert (again.state, again.unit, again.relapsed, again.recheck_due, again.recheck_on) == (
        State.TRIAGED,
        None,
        1,
        False,
        None,
    )
    react(entries=list(timeline(subject_of(case)).values_list("pk", flat=True)))
    assert [one.kind for one in notices_for(actor_at("0217"))].count("case.recheck_failed") == 1
    assert again.filed_at == case.filed_at
    assert again.due_at is not None
    assert again.due_at > later
    assert broken_link(subject_of(case)) is None


@pytest.mark.django_db
def test_what_is_still_good_is_not_asked_again(now: datetime) -> None:
    set_recheck_rule("", 7, source="测试", actor="system", now=now)
    case, later = verify(handed_in(now), now).case, now + timedelta(days=7)
    put_again(case.pk, now=later)
    done = move(case.number, Move.RECHECK, {"note": "还是好的"}, by=checker(case), now=later).case
    assert (done.state, done.recheck_due, done.recheck_on, done.relapsed) == (State.VERIFIED, False, None, 0)
    with pytest.raises(Refused, match="不用回访复核"):
        move(case.number, Move.RECHECK, {"note": "还是好的"}, by=checker(case), now=later)


@pytest.mark.django_db
def test_a_reopened_case_is_not_looked_at_again_before_it_is_verified_once_more(now: datetime) -> None:
    set_recheck_rule("", 7, source="测试", actor="system", now=now)
    case = verify(handed_in(now), now).case
    move(case.number, Move.REOPEN, {"reason": "没解决"}, by=Reporter(case.reports.get().pk), now=now)
    assert not put_again(case.pk, now=now + timedelta(days=30))
    case.refresh_from_db()
    assert (case.recheck_on, case.reopened) == (None, 1)

"""What would move if a day or a limit were another; and that just this moves when it is made so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import DISTRICT, office
from liandong.cases.states import Move
from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow
from liandong.deadlines.queries import forget
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from liandong.supervision.jobs import recount
from liandong.supervision.models import Recount
from liandong.supervision.recounting import back, change_of, make_so, recount_batch, words_of
from liandong.supervision.what_if import Change, DayChange, LimitChange, what_if
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]
MONDAY, SATURDAY = date(2026, 6, 15), date(2026, 6, 13)


def june(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LOCAL)


def limit(amount: str, stage: Stage = Stage.OVERALL, matter: str = "E0102") -> LimitChange:
    return LimitChange(LimitRow(matter, stage, Urgency.NORMAL, Term(Decimal(amount), Measure.WORKING_DAYS), "试"))


@pytest.fixture(autouse=True)
def own_calendar() -> Iterator[None]:
    """What one test sets, the next one does not find in the process."""
    yield
    forget()
    DISTRICT.forget()


def ends(case: Case) -> tuple[datetime | None, ...]:
    case.refresh_from_db()
    return case.stage_due_at, case.due_at, case.answer_due_at


def test_a_day_off_moves_what_ends_on_it_and_says_by_how_much(rubbish: Make) -> None:
    """Reported on Friday at 14:30: to be accepted until 15:30, done and answered until Monday at the close of business."""
    case = rubbish()
    assert ends(case) == (june(12, 15, 30), june(15, 17, 30), june(15, 17, 30))
    answer = what_if(DayChange(MONDAY, working=False), office())
    assert [(one.column, one.old, one.new) for one in answer.shifts] == [
        ("due_at", june(15, 17, 30), june(16, 17, 30)), ("answer_due_at", june(15, 17, 30), june(16, 17, 30))]  # fmt: skip
    assert (answer.cases, answer.looked, answer.kept) == (1, 1, 0)
    assert answer.spans(office()) == (timedelta(hours=8),) * 3
    assert (answer.overdue(june(15, 18)), answer.saved(june(15, 18))) == (0, 2)


def test_a_make_up_day_on_a_saturday_brings_ends_forward_and_makes_some_overdue(rubbish: Make) -> None:
    rubbish()
    answer = what_if(DayChange(SATURDAY, working=True), office())
    assert {one.new for one in answer.shifts} == {june(13, 17, 30)}
    assert answer.overdue(june(14, 9)) == 2
    assert what_if(DayChange(SATURDAY, working=False), office()).shifts == []


def test_of_a_suspended_case_the_clock_that_runs_on_moves(rubbish: Make) -> None:
    case = rubbish()
    holder = unit_actor(case.unit or "")
    move(case.number, Move.ACCEPT, {}, by=holder, now=june(12, 14, 40))
    move(case.number, Move.ASK_SUSPENSION, {"reason": "等挖掘机"}, by=holder, now=june(12, 14, 50))
    move(case.number, Move.GRANT_SUSPENSION, {}, by=actor_at("0201"), now=june(12, 15))
    assert ends(case) == (None, None, june(15, 17, 30))
    answer = what_if(DayChange(MONDAY, working=False), office())
    assert [(one.column, one.new) for one in answer.shifts] == [("answer_due_at", june(16, 17, 30))]
    run = make_so(
        DayChange(MONDAY, working=False), name="高温", running=True, actor="post:1", now=june(12, 16), key="off"
    )
    assert run is not None
    recount(run.pk)
    assert ends(case) == (None, None, june(16, 17, 30))


def test_looking_writes_nothing(rubbish: Make) -> None:
    case = rubbish()
    before, entries = ends(case), timeline(subject_of(case)).count()
    what_if(limit("5"), office())
    assert (ends(case), timeline(subject_of(case)).count(), Recount.objects.count()) == (before, entries, 0)


def test_a_limit_moves_the_kinds_it_is_for_and_what_was_promised_stays(rubbish: Make) -> None:
    case, other = rubbish(), rubbish(kind="E0109")
    assert {one.case.pk for one in what_if(limit("2"), office()).shifts} == {case.pk}
    assert {one.case.pk for one in what_if(limit("2", matter="E01"), office()).shifts} == {other.pk}
    head = actor_at("1211")
    Case.objects.filter(pk=case.pk).update(rung=1, rung_of="accept", acting_unit=head.unit, acting_role="head")
    move(case.number, Move.PROMISE, {"reason": "车在路上", "hours": 3}, by=head, now=june(12, 15, 40))
    assert [one.column for one in what_if(limit("2", Stage.ACCEPT), office()).shifts if one.case.pk == case.pk] == []


def test_an_end_that_other_limits_gave_stays_and_is_counted(rubbish: Make) -> None:
    case = rubbish()
    Case.objects.filter(pk=case.pk).update(due_at=june(17, 12))
    answer = what_if(limit("2"), office())
    assert (answer.shifts, answer.kept) == ([], 1)


def test_made_so_without_what_runs_what_is_due_stays_due(rubbish: Make, now: datetime) -> None:
    case = rubbish()
    before = ends(case)
    assert make_so(DayChange(MONDAY, working=False), name="防汛", running=False, actor="post:1", now=now) is None
    assert ends(case) == before
    DISTRICT.forget()
    assert ends(rubbish())[1] == june(16, 17, 30)


@pytest.mark.parametrize("change", [DayChange(MONDAY, working=False), limit("2")], ids=["day", "limit"])
def test_made_so_just_what_was_foreseen_moves_with_old_and_new_ends_on_record(
    rubbish: Make, now: datetime, change: Change
) -> None:
    cases = [rubbish(), rubbish(kind="E0109"), rubbish()]
    move(cases[2].number, Move.ACCEPT, {}, by=unit_actor(cases[2].unit or ""), now=june(12, 14, 40))
    foreseen = {(one.case.pk, one.column): one.new for one in what_if(change, office()).shifts}
    before = {case.pk: ends(case) for case in cases}
    made = make_so(change, name="防汛", running=True, actor="post:1", now=now, key="m:1")
    assert made is not None
    recount(made.pk)
    for case in cases:
        for column, was, end in zip(
            ("stage_due_at", "due_at", "answer_due_at"), before[case.pk], ends(case), strict=True
        ):
            assert end == foreseen.get((case.pk, column), was)
        facts = list(timeline(subject_of(case)).filter(kind="case.recomputed"))
        assert len(facts) == (1 if any(pk == case.pk for pk, _ in foreseen) else 0)
        assert broken_link(subject_of(case)) is None
    made.refresh_from_db()
    assert (made.moved, made.finished_at is not None) == (len({pk for pk, _ in foreseen}), True)
    assert make_so(change, name="防汛", running=True, actor="post:1", now=now, key="m:1") == made


def test_a_recount_that_was_killed_goes_on_and_moves_nothing_twice(rubbish: Make, now: datetime) -> None:
    case = rubbish()
    made = make_so(DayChange(MONDAY, working=False), name="防汛", running=True, actor="post:1", now=now)
    assert made is not None
    assert recount_batch(made.pk, now) is True
    Recount.objects.filter(pk=made.pk).update(last=0, done=0)
    recount(made.pk)
    assert timeline(subject_of(case)).filter(kind="case.recomputed").count() == 1
    assert recount_batch(made.pk, now) is False


@pytest.mark.parametrize("change", [DayChange(MONDAY, working=False), limit("2"), LimitChange(limit("2").row, drop=True)],
                         ids=["day", "limit", "drop"])  # fmt: skip
def test_a_change_is_kept_as_words_and_has_a_way_back(change: Change) -> None:
    assert change_of(words_of(change)) == change
    assert back(change) != change


def test_a_day_without_a_reason_is_refused(now: datetime) -> None:
    with pytest.raises(Refused, match="为什么与平日不同"):
        make_so(DayChange(MONDAY, working=False), name=" ", running=True, actor="post:1", now=now)
    assert not Recount.objects.exists()

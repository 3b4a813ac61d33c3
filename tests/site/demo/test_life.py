"""The demo's life, on a short stretch of it."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.queries import subject_of
from liandong.cases.states import MOVES, Move, State
from liandong.exchange import transports
from liandong.exchange.queries import PARTNER_TABLE
from liandong.files.clip_rules import refuse_kind
from liandong.files.models import Clip, File
from liandong.files.queries import limits
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link
from liandong.kernel.refusals import Refused
from liandong.site.demo import life_live, life_plan, life_spans, life_words
from liandong.site.demo.life import PROGRESS, World, begun, fill, filmed, load_world, progress
from liandong.site.demo.life_cast import staff_the_centre
from liandong.site.demo.life_exchange import first_exchange, load_partners
from liandong.site.demo.life_steps import FATES, fate_of
from liandong.site.demo.life_twins import tell_together
from liandong.site.demo.pictures import SCENES, film, picture
from tests.files.films import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime, settings: Settings, tmp_path: Path) -> World:
    settings.LIANDONG_FILES = str(tmp_path)
    staff_the_centre(now - timedelta(days=100))
    return load_world()


def some_reports(now: datetime, days: float, every: int) -> list[tuple[str, datetime]]:
    return list(life_plan.between(now - timedelta(days=days), now))[::every]


def told_of(cases: list[Case]) -> list[tuple[object, ...]]:
    return [
        (case.title, case.kind, case.grid, case.place, case.channel, case.state, case.unit, case.due_at)
        for case in cases
    ]


def test_a_day_is_the_same_each_time_and_busier_on_a_workday(world: World) -> None:
    monday, sunday = date(2026, 6, 8), date(2026, 6, 14)
    assert life_plan.arrivals(monday) == life_plan.arrivals(monday) == sorted(life_plan.arrivals(monday))
    assert 60 <= len(life_plan.arrivals(sunday)) < len(life_plan.arrivals(monday)) <= 120
    key, at = f"{life_plan.PREFIX}{monday}:7", life_plan.arrivals(monday)[7]
    assert life_plan.told(key, at, world.ground) == life_plan.told(key, at, world.ground)


def test_reports_come_through_all_channels_from_all_subdistricts_and_often_from_the_same_place(
    world: World, now: datetime
) -> None:
    reports = [life_plan.told(key, at, world.ground) for key, at in some_reports(now, 20, 1)]
    assert {one.draft.channel for one in reports} == {
        "hotline", "wechat", "app", "web", "window", "police", "grid", "sensor",
    }  # fmt: skip
    assert len({one.where.grid[:9] for one in reports}) == 14
    near = [one.where.near for one in reports]
    assert max(near.count(name) for name in set(near)) > 10
    assert all(
        not one.draft.person.phone or one.draft.person.phone.startswith(life_words.PHONE_PREFIX) for one in reports
    )
    assert {fate_of(one) for one in reports} == set(FATES)


def test_a_life_that_was_killed_goes_on_without_doubles_and_is_the_same(world: World, now: datetime) -> None:
    reports = some_reports(now, 2, 9)
    whole = list(fill(reports, now, world))
    cases = list(Case.objects.order_by("received_at"))
    assert whole == [key for key, _ in reports]
    assert list(fill(reports, now, world)) == []
    once = told_of(cases)
    assert len(cases) == len(reports) == Report.objects.count() == len(begun())
    clear_cases()
    cut = list(itertools.islice(fill(reports, now, world), len(reports) // 2))
    rest = list(fill(reports, now, world))
    assert cut + rest == whole
    assert told_of(list(Case.objects.order_by("received_at"))) == once


def clear_cases() -> None:
    """As if nothing had been: the journal refuses deletion, so the test turns its trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        for table in (
            "notices_delivery",
            "notices_notice",
            "cases_suggestion",
            "cases_request",
            "cases_report",
            "cases_case",
            "files_file",
        ):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "DELETE FROM journal_entry WHERE key LIKE 'demo:life:%' OR subject LIKE 'case:%' OR subject LIKE 'file:%'"
        )
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_history_follows_the_procedure_keeps_its_chains_and_shows_every_state(
    world: World, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    for _ in fill([*some_reports(now, 25, 31), *some_reports(now, 1, 1)], now, world):
        pass
    cases = list(Case.objects.all())
    for case in cases:
        assert broken_link(subject_of(case)) is None
        entries = list(Entry.objects.filter(subject=subject_of(case)).order_by("seq"))
        instants = [entry.at for entry in entries]
        assert instants == sorted(instants)
        assert instants[-1] <= now
        for before, after in itertools.pairwise(entries):
            if word := after.data.get("move"):
                came_from = before.data.get("state")
                assert came_from is None or State(came_from) in MOVES[Move(word)].sources
    assert File.objects.filter(subject=None).count() == 0
    assert File.objects.filter(role="after").exists()
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    load_partners(now, "test:partners")
    PARTNER_TABLE.forget()
    tell_together(now, world)
    first_exchange(world.cast, now)
    transports.connected.cache_clear()
    PARTNER_TABLE.forget()
    assert set(Case.objects.values_list("state", flat=True)) == set(State)


def test_nobody_is_told_of_what_happened_months_ago(world: World, now: datetime) -> None:
    before = ProcrastinateJob.objects.count()
    for _ in fill(some_reports(now - timedelta(days=40), 1, 10), now, world):
        pass
    assert Case.objects.exists()
    assert ProcrastinateJob.objects.count() == before


def test_names_and_numbers_lie_in_the_vault_alone(world: World, now: datetime) -> None:
    reports = some_reports(now, 2, 8)
    for _ in fill(reports, now, world):
        pass
    people = [life_plan.told(key, at, world.ground).draft.person for key, at in reports]
    secrets = {word for person in people for word in (person.name, person.phone) if len(word) > 2}
    assert len(secrets) > 15
    with connection.cursor() as cursor:
        for table in (
            "cases_case",
            "cases_report",
            "cases_suggestion",
            "journal_entry",
            "procrastinate_jobs",
            "access_identity",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", ["|".join(sorted(secrets))])
            assert cursor.fetchone() == (0,), table


def test_spans_are_remembered_and_the_first_one_ends_busily(world: World, now: datetime) -> None:
    cache.delete(PROGRESS)
    first = list(itertools.islice(life_spans.first_slice(now, world), 3))
    assert len(first) == 3
    list(itertools.islice(life_spans.the_rest(now, 3, world, None), 2))
    done, total = progress()
    assert 0 < done < total
    [slice_, history] = life_spans.spans()
    assert (slice_.key, history.key, history.end) == (life_spans.FIRST, life_spans.HISTORY, slice_.start)
    last_hour = [at for _, at in slice_.reports() if at > now - timedelta(hours=1)]
    assert len(last_hour) > 50


def test_the_present_reports_moves_and_leaves_work_for_people(world: World, now: datetime) -> None:
    for _ in fill(some_reports(now, 0.4, 1), now, world):
        pass
    before = Entry.objects.filter(kind="case.accepted").count()
    present = life_live.present(world, now)
    count = Case.objects.count()
    for beat in range(100):
        present.tick(now + timedelta(seconds=150 + 10 * beat))
    assert Case.objects.count() >= count + 12
    assert Entry.objects.filter(kind="case.accepted").count() > before
    waiting = Case.objects.filter(state__in=[State.RECEIVED, State.TRIAGED]).count()
    assert waiting >= 4
    assert all(broken_link(subject_of(case)) is None for case in Case.objects.order_by("-id")[:40])


@pytest.mark.parametrize("kind", [*SCENES, "Q0401"])
def test_a_picture_is_small_and_shows_whether_it_was_mended(kind: str) -> None:
    bad, good = picture("x", kind, mended=False), picture("x", kind, mended=True)
    assert bad != good
    assert bad == picture("x", kind, mended=False)
    assert len(bad) < 25_000


def test_what_a_person_has_begun_is_left_to_that_person(world: World, now: datetime) -> None:
    for _ in fill(some_reports(now, 1, 1), now, world):
        pass
    case = Case.objects.filter(state=State.RECEIVED).order_by("stage_due_at")[0]
    move(case.number, Move.NOTE, {"note": "我来看"}, by=world.cast.dispatcher, now=now, key="desk:1")
    present = life_live.present(world, now)
    present.step(case, now + timedelta(hours=1), for_people=True)
    case.refresh_from_db()
    assert case.state == State.RECEIVED
    assert Entry.objects.filter(subject=subject_of(case)).order_by("-seq")[0].key == "desk:1"


def test_some_hazards_of_these_days_were_filmed(world: World, now: datetime) -> None:
    reports = [life_plan.told(key, at, world.ground) for key, at in some_reports(now, days=2, every=1)]
    clips = {this.draft.key: filmed(this, now) for this in reports}
    assert 1 <= Clip.objects.count() == sum(map(len, clips.values())) <= 12
    for this in reports:
        assert not clips[this.draft.key] or (this.draft.channel == "app" and not refused(this.draft.kind))
    assert filmed(next(this for this in reports if clips[this.draft.key]), now + timedelta(days=3)) == ()


def refused(kind: str | None) -> bool:
    try:
        refuse_kind(kind, limits().kinds)
    except Refused:
        return True
    return False


def test_a_drawn_clip_is_of_the_same_place_each_time() -> None:
    first, again, other = (pictures(film(seed, "C0103"))[0].astype(int) for seed in ("a", "a", "b"))
    assert abs(first - again).mean() < 2 < abs(first - other).mean()

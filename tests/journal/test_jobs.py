"""What a killed worker leaves behind is picked up, soon after the next one starts, and nothing that a living one does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.journal.jobs import SILENT_S, pick_up, pick_up_soon
from liandong.kernel.clock import now

pytestmark = pytest.mark.django_db


def doing(silent_s: float) -> int:
    """A job that a worker is at which last beat so many seconds ago; gives its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [silent_s],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, args, attempts, worker_id)"
            " VALUES ('default', 'learning.train', 0, 'doing', '{}', 0, %s) RETURNING id",
            [worker],
        )
        return int(cursor.fetchone()[0])


def test_only_the_jobs_of_a_worker_that_fell_silent_are_done_again() -> None:
    left, going = doing(SILENT_S + 1), doing(SILENT_S - 3)
    async_to_sync(cast(Any, pick_up.func))(cast(JobContext, SimpleNamespace(app=app)), 0)
    states = dict(ProcrastinateJob.objects.filter(id__in=[left, going]).values_list("id", "status"))
    assert states == {left: "todo", going: "doing"}


def test_a_living_worker_beats_often_enough_not_to_count_as_silent() -> None:
    assert 3 * settings.PROCRASTINATE_WORKER_DEFAULTS["update_heartbeat_interval"] < SILENT_S


def test_a_worker_that_starts_asks_once_for_what_the_one_before_it_left() -> None:
    asked = ProcrastinateJob.objects.filter(task_name="journal.pick_up")
    pick_up_soon()
    pick_up_soon()
    due = asked.get().scheduled_at
    assert due is not None
    assert timedelta(seconds=SILENT_S - 5) < due - now() <= timedelta(seconds=SILENT_S)

"""Runs the reactions to entries, and picks up what a killed worker left behind."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import transaction
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from liandong.journal.models import Entry
from liandong.journal.reactions import QUEUE, TABLE, TASK

log = structlog.get_logger(__name__)
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=3)
SILENT_S: Final = 12
"""Seconds without a beat after which a worker counts as killed; it beats every third (PROCRASTINATE_WORKER_DEFAULTS)."""


@app.task(name=TASK, queue=QUEUE, retry=PATIENCE)
def react(entries: list[int]) -> None:
    """Answers entries one by one; one that fails is tried again alone, so that it does not hold up the others."""
    for entry in Entry.objects.filter(id__in=entries).order_by("id"):
        try:
            for reaction in TABLE.get(entry.kind, ()):
                reaction(entry)
        except Exception:
            log.exception("a reaction failed", subject=entry.subject, entry=entry.pk, kind=entry.kind)
            if len(entries) == 1:
                raise
            react.defer(entries=[entry.pk])


@app.periodic(cron="* * * * *")
@app.task(name="journal.pick_up", queue=QUEUE, pass_context=True, queueing_lock="journal.pick_up")
async def pick_up(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  (every periodic job is given one)
    """Retries the jobs of workers that stopped beating (killed, or the machine went down)."""
    jobs: App = context.app
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_S):
        await jobs.job_manager.retry_job(job, retry_at=datetime.now(UTC))


def pick_up_soon() -> None:
    """Asked by a worker that starts: as soon as the one before it counts as killed, its jobs are picked up."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        pick_up.configure(queueing_lock="journal.pick_up_soon", schedule_in={"seconds": SILENT_S}).defer(timestamp=0)


def backlog() -> int:
    """How many jobs wait or run; the demo and the tests ask."""
    return ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(task_name="journal.pick_up").count()

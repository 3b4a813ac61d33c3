"""Runs the reactions to entries, and picks up what a killed worker left behind."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.journal.models import Entry
from liandong.journal.reactions import QUEUE, TABLE, TASK

log = structlog.get_logger(__name__)
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=3)


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
    for job in await jobs.job_manager.get_stalled_jobs():
        await jobs.job_manager.retry_job(job, retry_at=datetime.now(UTC))


def backlog() -> int:
    """How many jobs wait or run; the demo and the tests ask."""
    return ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(task_name="journal.pick_up").count()

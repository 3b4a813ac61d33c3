"""Because it is time: what nobody used is deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from liandong.files.actions import drop_orphans
from liandong.journal.reactions import QUEUE


@app.periodic(cron="17 * * * *")
@app.task(name="files.drop_orphans", queue=QUEUE, queueing_lock="files.drop_orphans")
def sweep(timestamp: int) -> None:
    """Once an hour; `timestamp` is the second of the hour it stands for."""
    drop_orphans(actor="system", now=datetime.fromtimestamp(timestamp, UTC))

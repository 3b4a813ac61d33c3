"""Because it is time: positions older than 30 days are deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from liandong.forces.shift_actions import forget_positions
from liandong.journal.reactions import QUEUE


@app.periodic(cron="23 * * * *")
@app.task(name="forces.forget_positions", queue=QUEUE, queueing_lock="forces.forget_positions")
def forget(timestamp: int) -> None:
    """Once an hour; `timestamp` is the second of the hour it stands for."""
    forget_positions(now=datetime.fromtimestamp(timestamp, UTC))

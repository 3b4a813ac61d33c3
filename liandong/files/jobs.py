"""Because it is time: what nobody used, and clips whose days are over, are deleted. Because one came: a clip is redrawn."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from liandong.files.actions import drop_orphans
from liandong.files.clip_actions import TASK, carry_out, drop_expired
from liandong.journal.reactions import QUEUE
from liandong.kernel.clock import now


@app.periodic(cron="17 * * * *")
@app.task(name="files.drop_orphans", queue=QUEUE, queueing_lock="files.drop_orphans")
def sweep(timestamp: int) -> None:
    """Once an hour; `timestamp` is the second of the hour it stands for."""
    drop_orphans(actor="system", now=datetime.fromtimestamp(timestamp, UTC))
    drop_expired(actor="system", now=now())


@app.task(name=TASK, retry=RetryStrategy(max_attempts=3, wait=20))
def blur(clip: str) -> None:
    """Redraws one clip; what comes to nothing three times is given up by the sweep some hours later."""
    carry_out(uuid.UUID(clip), now())

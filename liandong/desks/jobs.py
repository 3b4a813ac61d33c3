"""Works batches in the background."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from liandong.desks.batch_actions import TASK
from liandong.desks.batch_actions import work as to_the_end
from liandong.kernel.clock import now


@app.task(name=TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def work(batch: str) -> None:
    """Works a batch to its end; one that was broken off goes on where it stood."""
    to_the_end(uuid.UUID(batch), now)

"""Because it is time: whoever must act since a case climbed is told on their telephone."""

from __future__ import annotations

from procrastinate.contrib.django import app

from liandong.kernel.clock import now
from liandong.notices import rung_texts


@app.task(name=rung_texts.TASK, queue=rung_texts.QUEUE, retry=3)
def text_seat(entry: int) -> int:
    return rung_texts.text_seat(entry, now())

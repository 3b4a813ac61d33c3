"""Because it is time: a verified case that nobody rated is closed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.rules import System
from liandong.cases.states import Move, State
from liandong.kernel.clock import now


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.close_unrated", queueing_lock="cases.close_unrated")
def close_unrated(timestamp: int) -> int:
    """Closes cases verified more than `LIANDONG_RATING_DAYS` ago; gives how many."""
    due = Case.objects.filter(
        state=State.VERIFIED, verified_at__lt=now() - timedelta(days=settings.LIANDONG_RATING_DAYS)
    )
    numbers = list(due.values_list("number", flat=True)[:1000])
    for number in numbers:
        move(number, Move.CLOSE, {}, by=System(), now=now(), key=f"close-unrated:{number}:{timestamp}")
    return len(numbers)

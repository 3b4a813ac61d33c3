"""Because it is time: a verified case that nobody rated is closed; a closed one is looked at again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.proofs import put_again
from liandong.cases.rules import System
from liandong.cases.states import Move, State
from liandong.kernel.clock import local_day, now


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


@app.periodic(cron="10 7 * * *")
@app.task(name="cases.recheck", queueing_lock="cases.recheck")
def recheck(timestamp: int) -> int:  # noqa: ARG001  (procrastinate passes it by this name)
    """Puts closed cases before the verifiers again whose day has come; gives how many."""
    due = Case.objects.filter(recheck_on__lte=local_day(now()), recheck_due=False)
    return sum(put_again(pk, now=now()) for pk in due.order_by("recheck_on", "id").values_list("pk", flat=True)[:2000])

"""Cases of the demo that were closed a while ago and are looked at again: most wait for a verifier, one was good, one was not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.proofs import put_again
from liandong.cases.states import Move, State
from liandong.kernel.clock import local_day
from liandong.site.demo.life import World, unanswered
from liandong.site.demo.life_hot import Stir, live

LEAKS: Final = Stir("leak", "建设巷", 104.10005, 30.67155, "C0102", (13.3, 12.6, 12.1, 11.5, 10.8, 10.2), (
    ("建设巷窨井盖响", "建设巷口子上的井盖松了，车一过就响。"), ("建设巷井盖松动", "建设巷中间那个井盖翘起了，电瓶车差点摔。"),
    ("建设巷污水井冒水", "建设巷的井又在冒水，昨天才修过的样子。")))  # fmt: skip


def look_again(present: datetime, world: World) -> None:
    """Tells of the leaks and puts what is due before the verifiers. A second start tells them once."""
    for at, ago in enumerate(LEAKS.days_ago):
        live(LEAKS, at, present - timedelta(days=ago), present, world)
    with unanswered():
        for pk in due(present).values_list("pk", flat=True):
            put_again(pk, now=present)
        waiting = list(Case.objects.filter(recheck_due=True, state=State.CLOSED, place=LEAKS.place).order_by("id")[:2])
        for case, name, words in zip(waiting, (Move.RECHECK, Move.RECHECK_FAILED), ("井盖还是稳的，没有再响。", "又松了，垫圈没换。"),
                                     strict=False):  # fmt: skip
            verifier = world.cast.verifier_for(case.area, case.handled_account)
            if verifier:
                given = {"note": words, "reason": words, "lon": case.lon, "lat": case.lat}
                move(case.number, name, given, by=verifier, now=present, key=f"demo:again:{case.number}")


def due(present: datetime) -> QuerySet[Case]:
    return Case.objects.filter(recheck_on__lte=local_day(present), recheck_due=False).order_by("id")

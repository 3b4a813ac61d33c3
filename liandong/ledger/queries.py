"""Reads of assets, rounds and checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import F, Q, QuerySet

from liandong.access.rules import Actor
from liandong.kernel.clock import LOCAL, local_day
from liandong.kernel.refusals import Refused
from liandong.ledger.models import Asset, Check, Round, Stop
from liandong.ledger.rules import begun_on
from liandong.ledger.states import Period

MOST_KEPT: Final = 2000
"""Assets that a telephone keeps at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A round with its stops in order, each with the last check of this period."""

    round: Round
    since: date
    stops: list[tuple[Stop, Check | None]]

    @property
    def done(self) -> int:
        return sum(check is not None for _, check in self.stops)


def assets(by: Actor) -> QuerySet[Asset]:
    """The assets of somebody's area, and those that their unit owns wherever they stand."""
    return Asset.objects.filter(Q(area__startswith=by.area) | Q(unit=by.unit)).order_by("code")


def asset(code: str, by: Actor) -> Asset:
    """One of them.

    Raises:
        Refused: there is none within sight.
    """
    found = assets(by).filter(pk=code).first()
    if found is None:
        raise Refused("台账里没有 {asset}，或者它不在您的范围里。", code="not-found", field="asset", asset=code[:20])
    return found


def kept_assets(by: Actor) -> list[Asset]:
    """What a telephone keeps: the assets in use, those that nobody has looked at for longest first."""
    there = assets(by).filter(active=True).order_by(F("checked_at").asc(nulls_first=True), "code")
    return list(there[:MOST_KEPT])


def rounds(by: Actor) -> QuerySet[Round]:
    """The rounds that lie in somebody's area or that they walk."""
    there = Round.objects.filter(dropped_at=None)
    return there.filter(Q(area__startswith=by.area) | Q(unit=by.unit)).order_by("name", "id")


def standing(found: Iterable[Round], now: datetime) -> list[Standing]:
    """How rounds stand in their periods: two statements for all of them."""
    rows = list(found)
    since = {row.pk: begun_on(Period(row.period), local_day(now)) for row in rows}
    stops = list(Stop.objects.filter(round__in=rows).select_related("asset").order_by("round", "order"))
    first = datetime.combine(min(since.values(), default=local_day(now)), time(), LOCAL)
    latest: dict[int, Check] = {}
    for check in Check.objects.filter(stop__in=[stop.pk for stop in stops], at__gte=first).order_by("at", "id"):
        stop_id = check.stop_id
        if stop_id is not None:
            latest[stop_id] = check
    return [
        Standing(
            row,
            since[row.pk],
            [(stop, counted(latest.get(stop.pk), since[row.pk])) for stop in stops if stop.round_id == row.pk],
        )
        for row in rows
    ]


def counted(check: Check | None, since: date) -> Check | None:
    """The check, where it was made in this period."""
    return check if check and local_day(check.at) >= since else None


def stop(pk: int, by: Actor) -> Stop:
    """A stop of a round within sight.

    Raises:
        Refused: there is none.
    """
    found = Stop.objects.select_related("asset", "round").filter(pk=pk, round__in=rounds(by)).first()
    if found is None:
        raise Refused("这个点位不在您的清单里，或者清单已经撤了。", code="not-found", field="stop")
    return found


def checks_of(found: Asset, most: int = 20) -> QuerySet[Check]:
    """The last looks at an asset, the newest first."""
    return Check.objects.filter(asset=found).select_related("post").order_by("-at", "-id")[:most]

"""How often one address may send something without an account, counted by the hour in Django's cache."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from liandong.faces.resident.device import address
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

HOUR: Final = 3600
UPLOADS_AN_HOUR: Final = 240


def count(request: HttpRequest, what: str, most: int) -> None:
    """Counts one more of `what` from this address.

    Raises:
        Refused: with code "too-often", over `most` in this hour.
    """
    key = f"resident:{what}:{address(request)}:{now():%d%H}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > most:
        raise Refused(
            "这一小时从您这里已经收到 {most} 次，先歇一会儿再报。急事请打 96966。填的内容都在。",
            code="too-often",
            most=most,
        )

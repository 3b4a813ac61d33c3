"""Is this process able to work?"""

from __future__ import annotations

from typing import Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from liandong.exchange.queries import stuck_counts
from liandong.kernel.cached import Cached
from liandong.kernel.clock import now

STUCK: Final = Cached(lambda: stuck_counts(now()).all, lambda: int(now().timestamp()) // 10)
"""How many messages to and from other centres wait for a person; asked of the database every ten seconds at most."""


def healthz(_request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok", "stuck_messages": 0} when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        stuck = STUCK.get()
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok", "stuck_messages": stuck})

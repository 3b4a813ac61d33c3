"""Requests to services: what goes wrong on the way becomes a word that says whether to try again."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final

from liandong.letters.ports import NotSent

WITHIN: Final = 10.0
MOST_BYTES: Final = 12_000_000


def called(
    url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, wrong: bool = False
) -> bytes:
    """The body of an answer, at most 12 MB. `wrong`: that of an answer which says that it was an error counts too.

    Raises:
        NotSent: "no-answer" (it may have been carried out), "unreachable" (it was not), "busy", "credentials" or "error".
    """
    request = urllib.request.Request(url, body, dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            return bytes(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as said_no:
        with said_no:
            if wrong and said_no.code < 500:
                return said_no.read(MOST_BYTES)
        code = {401: "credentials", 403: "credentials", 429: "busy", 502: "busy", 503: "busy", 504: "no-answer"}
        raise NotSent(code.get(said_no.code, "error"), f"HTTP {said_no.code}") from None
    except (urllib.error.URLError, OSError, HTTPException) as away:
        why = getattr(away, "reason", away)
        # A connection that never came about carried nothing; whatever broke later may have.
        never = isinstance(away, urllib.error.URLError) and not isinstance(why, TimeoutError)
        raise NotSent("unreachable" if never else "no-answer", type(why).__name__) from None


def as_json(body: bytes) -> dict[str, Any]:
    """The JSON object in a body.

    Raises:
        NotSent: it is none.
    """
    try:
        given = json.loads(body)
    except ValueError:
        raise NotSent("error", "no JSON") from None
    if not isinstance(given, dict):
        raise NotSent("error", "no JSON object")
    return given


def told(given: Mapping[str, Any]) -> bytes:
    return json.dumps(given, ensure_ascii=False).encode()

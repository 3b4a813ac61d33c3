"""Tracking tokens: who holds one reported the case, and nothing else is known of them.

A token is the report's number and a keyed digest over it, so it needs no table, cannot be guessed (80 bits), and the same
report always answers with the same token.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from liandong.cases.models import Report
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import load_or_create_key


@cache
def tracking_key() -> bytes:
    """The key of the tokens, made at the first start."""
    return load_or_create_key(Path(settings.LIANDONG_KEYS) / "tracking.key")


def token(report: int) -> str:
    """The tracking token of a report: letters, digits and one hyphen, safe in an address."""
    digest = hmac.new(tracking_key(), f"report:{report}".encode(), sha256).digest()
    return f"{report}-{b32encode(digest[:10]).decode().lower()}"


def report_with(given: str) -> Report:
    """The report that a token opens, with its case.

    Raises:
        Refused: with code "not-found", the same for a wrong token and a missing report.
    """
    number = given.partition("-")[0]
    if number.isdecimal() and len(number) < 19 and hmac.compare_digest(token(int(number)).encode(), given.encode()):
        found = Report.objects.select_related("case", "twin").filter(pk=int(number)).first()
        if found:
            return found
    raise Refused("没有找到这件事。请检查查询码有没有输全。", code="not-found")

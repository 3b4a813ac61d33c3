"""What a number must be like, how often a code may be sent and tried. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from liandong.kernel.masking import digits_of
from liandong.kernel.refusals import Refused

MOBILE: Final = re.compile(r"1[3-9]\d{9}")
LASTS: Final = timedelta(minutes=10)
APART: Final = timedelta(seconds=60)
A_DAY: Final = 5
"""Codes to one number in 24 hours: with five tries each, one in 40,000 is the chance to guess one."""
TRIES: Final = 5
SIGNED_IN_FOR: Final = timedelta(days=30)


def mobile(given: str) -> str:
    """The eleven digits of a mobile number in mainland China.

    Raises:
        Refused: it is not one; codes go to nothing else.
    """
    digits = digits_of(given)
    if not MOBILE.fullmatch(digits):
        raise Refused("这不像手机号码。验证码只能发到 11 位的手机号。", code="bad-phone", field="phone")
    return digits


def refuse_too_often(sent: Sequence[datetime], everywhere: int, most: int, now: datetime) -> None:
    """Refuses one more code. `sent`: when codes went to this number in the last day; `everywhere`: how many went to all
    numbers in the last hour, of at most `most`.

    Raises:
        Refused: with code "too-often".
    """
    latest = max(sent, default=None)
    if latest and now - latest < APART:
        left = int((latest + APART - now).total_seconds()) + 1
        raise Refused("刚发过一条，{seconds} 秒后可以再要。", code="too-often", field="phone", seconds=left)
    if len(sent) >= A_DAY:
        raise Refused(
            "这个号码今天要过 {most} 次了，明天再来。急事请打 96966。", code="too-often", field="phone", most=A_DAY
        )
    if everywhere >= most:
        raise Refused("现在要验证码的人太多，过一会儿再来。不登录也能报、能查。", code="too-often", field="phone")

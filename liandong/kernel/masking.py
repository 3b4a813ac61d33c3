"""What may be shown of a name or a number to somebody who need not know it."""

from __future__ import annotations

import re
from typing import Final

COMPOUND_SURNAMES: Final = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒",
     "夏侯", "端木", "南宫", "西门", "独孤", "轩辕", "申屠", "闻人", "澹台"}
)  # fmt: skip


def mask_name(name: str) -> str:
    """The surname and a star for each further letter: 张三丰 → 张**, 欧阳修 → 欧阳*.

    A single Chinese letter is a star. A name in Latin letters keeps its first letter and gets three stars,
    whatever its length.
    """
    name = name.strip()
    if not name:
        return ""
    if name[0].isascii():
        return name[0] + "***"
    shown = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:shown] + "*" * (len(name) - shown) if len(name) > 1 else "*"


def digits_of(phone: str) -> str:
    """The digits of a number, without the prefix +86 of a mobile one: the same number is the same digits."""
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def mask_phone(phone: str) -> str:
    """A mobile number with its middle four covered: 13812342041 → 138****2041.

    Signs, spaces and the prefix +86 are left out. Any other number shows its last two digits, and one
    shorter than six digits nothing.
    """
    digits = digits_of(phone)
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    shown = 2 if len(digits) >= 6 else 0
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]

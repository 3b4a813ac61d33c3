"""How characters sound, so that 猛追弯 is heard as 猛追湾: toneless pinyin, as Chengdu ears take it.

Sound alone never makes two names the same: it only makes replacing one character by another cheaper.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from itertools import count
from typing import Final

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
# Set before it is read: characters are asked one by one here, and the table of phrases costs a process half a second and 30 MB.
from pypinyin import Style, pinyin

MERGED: Final = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n"), "l"),
    (re.compile("([aei]n)g$"), r"\1"),
    (re.compile("^hu$"), "fu"),
)
"""Pairs that the south-western dialect does not tell apart: zh/z, n/l, ing/in, hu/fu."""

POLYPHONES: Final = {
    "长": ("chang", "zhang"), "蹊": ("xi", "qi"), "杉": ("shan", "sha"), "场": ("chang",),
    "朝": ("chao", "zhao"), "重": ("zhong", "chong"), "行": ("hang", "xing"),
    "乐": ("le", "yue"), "堡": ("bao", "pu"), "铺": ("pu",),
    "都": ("du",), "和": ("he",), "横": ("heng",), "石": ("shi",), "大": ("da",), "厦": ("sha", "xia"),
}  # fmt: skip
"""Readings that occur in names of places; of other characters only the commonest reading counts."""

_next_code: Final = count(0xF0000)
_codes: Final[dict[str, str]] = {}


@lru_cache(maxsize=16384)
def readings(letter: str) -> tuple[str, ...]:
    """The toneless readings of one character, commonest first; none for what is not Chinese."""
    if not "㐀" <= letter <= "鿿":
        return ()
    return POLYPHONES.get(letter) or (pinyin(letter, style=Style.NORMAL)[0][0],)


@lru_cache(maxsize=16384)
def heard(letter: str) -> frozenset[str]:
    """The readings with the merged pairs made one."""
    return frozenset(_merged(reading) for reading in readings(letter))


@lru_cache(maxsize=16384)
def codes(letter: str) -> tuple[str, ...]:
    """One character for each heard sound; what has no sound stands for itself.

    Codes hold within one process only.
    """
    merged = dict.fromkeys(_merged(reading) for reading in readings(letter))
    return tuple(_code(sound) for sound in merged) or (letter,)


def _code(sound: str) -> str:
    """The code of a merged sound. A counter, not the table's size: two threads never give one code twice."""
    return _codes.get(sound) or _codes.setdefault(sound, chr(next(_next_code)))


def coded(text: str) -> str:
    """The text with every character replaced by the code of its commonest sound; same length."""
    return "".join(codes(letter)[0] for letter in text)


@lru_cache(maxsize=65536)
def pairs(two: str) -> tuple[str, ...]:
    """All ways in which two neighbouring characters may be heard, as pairs of codes."""
    return tuple(one + other for one in codes(two[0]) for other in codes(two[1]))


def _merged(reading: str) -> str:
    for pattern, replacement in MERGED:
        reading = pattern.sub(replacement, reading)
    return reading

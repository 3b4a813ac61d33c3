"""Numbers as they are said: "76", "1.2", "一百五十", "两百五", "半", "百"."""

from __future__ import annotations

from typing import Final

NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万]+|半"
"""A regular expression for what `number` can read."""

DIGITS: Final = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
UNITS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def number(said: str) -> float | None:
    """The value, or None where the characters make no number.

    A last digit without its unit counts in the next lower one: "两百五" is 250. "零" stops that: "一百零五"
    is 105.
    """
    if said == "半":
        return 0.5
    if said.isascii():
        return _western(said)
    if all(letter in DIGITS for letter in said):
        return float("".join(str(DIGITS[letter]) for letter in said)) if said else None
    total, waiting, lowest, zero = 0, None, 1, False
    for letter in said:
        if letter in UNITS:
            lowest, zero = UNITS[letter], False
            total += (1 if waiting is None else waiting) * lowest
            waiting = None
        elif letter in DIGITS:
            waiting, zero = DIGITS[letter], zero or DIGITS[letter] == 0
        else:
            return None
    if waiting:
        total += waiting * (1 if zero or lowest == 10 else lowest // 10)
    return float(total)


def _western(said: str) -> float | None:
    try:
        return float(said)
    except ValueError:
        return None

"""A place as people write it, made plain: one width of letters, no noise, sections numbered in one way.

Positions inside the plain text are what all `words_*` and `gazetteer_*` modules count in; nobody needs the
way back to the original, since reasons quote the plain text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NOISE: Final = re.compile(r"[\s*~`^_|“”\"'‘’『』「」【】\[\]<>《》…·•�]+")
STOPS: Final = str.maketrans({",": "，", "、": "、", ";": "；", "!": "。", "?": "。", "！": "。", "？": "。"})
SECTION: Final = re.compile(r"(?<![0-9.])([1-9])(?=段|环路?(?![0-9]))")
CHINESE_DIGITS: Final = "零一二三四五六七八九"
NUMBER_SIGN: Final = re.compile(r"(?<=[0-9])#")


def plain(words: str) -> str:
    """The text without spaces and ornaments, full-width letters made half-width, Latin letters made capitals.

    "建设 北路 1段 ７６＃" becomes "建设北路一段76号"; sentence marks become "，" or "。".
    """
    text = NOISE.sub("", unicodedata.normalize("NFKC", words)).upper().translate(STOPS)
    text = NUMBER_SIGN.sub("号", text)
    return SECTION.sub(lambda digit: CHINESE_DIGITS[int(digit.group())], text)

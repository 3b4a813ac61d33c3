"""How alike texts are. A text is the set of its words: pairs of neighbouring Chinese letters, and Latin runs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Set
from typing import Final

Words = Set[str]

EQUAL: Final[Mapping[str, float]] = {}
"""Weights under which every word counts the same."""
DISTRICT: Final = re.compile(r"[a-z]\d+(?=[区县市])|[㐀-鿿]{2}(?=[区县])", re.IGNORECASE)
NO_DISTRICT: Final = frozenset(
    "小社片园城景校辖地库住矿新特院厂街山郊市老东西南北全一二三四五六七八九本我这那各该湾发个期"
)
"""Letters before 区 or 县 that name no district: 小区, 社区, 园区…"""


def weight(word: str, weights: Mapping[str, float]) -> float:
    """How much a word tells. A word that the weights do not know is as rare as the rarest that they do."""
    return weights.get(word, weights.get("", 1.0))


def rarities(texts: Collection[Words]) -> dict[str, float]:
    """A weight for each word of a corpus: the logarithm of how many times fewer texts hold it than there are; the weight
    of unknown words stands under the empty word."""
    seen = Counter(word for text in texts for word in text)
    most = math.log(max(len(texts), 1)) + 1.0
    return {"": most} | {word: math.log(len(texts) / times) + 1e-6 for word, times in seen.items()}


def cosine(one: Words, other: Words, weights: Mapping[str, float] = EQUAL) -> float:
    """0 (no word shared) to 1 (the same words), each word counting by its weight; symmetric."""
    shared = mass(one & other, weights)
    if not shared:
        return 0.0
    return min(1.0, shared / math.sqrt(mass(one, weights) * mass(other, weights)))


def contained(part: Words, whole: Words, weights: Mapping[str, float] = EQUAL) -> float:
    """How much of one text stands in another, 0 to 1: a title in a long letter."""
    return mass(part & whole, weights) / mass(part, weights) if part else 0.0


def mass(words: Words, weights: Mapping[str, float]) -> float:
    return math.fsum(weight(word, weights) ** 2 for word in words) if weights else float(len(words))


def districts(text: str) -> frozenset[str]:
    """The districts and counties that a text names, in small letters."""
    found = (match.group().lower() for match in DISTRICT.finditer(text))
    return frozenset(name for name in found if name[-1] not in NO_DISTRICT)


def elsewhere(one: Set[str], other: Set[str]) -> bool:
    """True when both name districts and none of them is the same: then it is not one place, however alike the words."""
    return bool(one) and bool(other) and not one & other


def numbers(words: Words) -> frozenset[str]:
    """The words of a text that are or hold numbers: of houses, entrances, buses."""
    return frozenset(word for word in words if any(letter.isdigit() for letter in word))

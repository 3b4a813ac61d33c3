"""From a text to its n-grams: one normalisation for raw Chinese and for text already cut into words by spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

LONGEST_TEXT: Final = 20_000  # characters; what follows is not read, so that no text can hold up a desk
LONGEST_WORD: Final = 6
MEAN_WORD_OF_CUT_TEXT: Final = 3.5
FEWEST_WORDS_OF_CUT_TEXT: Final = 4
NOT_WRITING: Final = re.compile(r"[\W_]+")
HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of n-grams: of words, or of characters with lengths `shortest` to `longest`.

    `head` above 0 reads only so many first characters: a complaint begins with its subject.
    """

    name: str
    shortest: int = 0
    longest: int = 0
    head: int = 0


WORDS: Final = Block("words")
BLOCKS: Final = (WORDS, Block("characters", 1, 3), Block("subject", 1, 4, head=25))


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised text: its letters and digits without anything between, and its words if it came cut."""

    characters: str
    words: tuple[str, ...]


def read(text: str) -> Reading:
    """Full-width and half-width, upper and lower case are one; punctuation and spaces count for nothing."""
    parts = NOT_WRITING.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower()).split()
    characters = "".join(parts)
    cut = len(parts) >= FEWEST_WORDS_OF_CUT_TEXT and len(characters) <= MEAN_WORD_OF_CUT_TEXT * len(parts)
    spaced = cut and "," not in text and "，" not in text and "。" not in text
    return Reading(characters, tuple(parts) if spaced or not HAN.search(characters) else ())


def grams(reading: Reading, block: Block, lexicon: Container[str] = ()) -> list[str]:
    """The n-grams of a block, repeated as often as they occur. Raw text is cut along `lexicon`."""
    if block is WORDS:
        return list(reading.words) or (cut(reading.characters, lexicon) if lexicon else [])
    characters = reading.characters[: block.head] if block.head else reading.characters
    return [
        characters[at : at + size]
        for size in range(block.shortest, block.longest + 1)
        for at in range(len(characters) - size + 1)
    ]


def cut(characters: str, lexicon: Container[str]) -> list[str]:
    """Words of raw text: at each place the longest word of the lexicon, else one character is passed over."""
    found, at = [], 0
    while at < len(characters):
        for size in range(LONGEST_WORD, 0, -1):
            word = characters[at : at + size]
            if word in lexicon:
                found.append(word)
                break
        at += len(word)
    return found

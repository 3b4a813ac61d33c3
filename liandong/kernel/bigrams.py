"""Search words for Chinese: pairs of neighbouring letters, since nothing separates the words.

A text becomes its bigrams in order, so that a PostgreSQL phrase query on them finds exactly the substring; runs of
Latin letters and digits stay whole words.
"""

from __future__ import annotations

import re
import unicodedata

RUN = re.compile(r"[0-9a-z]+|[㐀-䶿一-鿿々〇]+")


def words(text: str) -> list[str]:
    """The search words of a text in order; a single Chinese letter stands for itself."""
    found: list[str] = []
    for run in RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0] < "㐀" or len(run) == 1:
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def document(text: str) -> str:
    """What is given to `to_tsvector('simple', …)`."""
    return " ".join(words(text))


def query(text: str) -> str:
    """What is given to `to_tsquery('simple', …)`: each typed word as a phrase, all of them wanted.

    Empty when the text holds nothing that can be searched.
    """
    parts = []
    for word in text.split():
        grams = words(word)
        if len(grams) == 1 and len(grams[0]) == 1 and grams[0] >= "㐀":
            parts.append(f"{grams[0]}:*")
        elif grams:
            parts.append("(" + " <-> ".join(grams) + ")")
    return " & ".join(parts)

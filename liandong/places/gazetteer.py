"""Words find a place: a gazetteer of public names and what people write about where they are.

Positions of a gazetteer made from public knowledge are approximate, up to a few hundred metres:
`Found.precision_m` only counts what the words leave open. A caller stores nothing below `ACCEPT`
without a human.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from liandong.places.gazetteer_mentions import Spellings
from liandong.places.gazetteer_names import Named, entries
from liandong.places.gazetteer_reading import Found, readings_of
from liandong.places.words import plain
from liandong.places.words_elsewhere import OURS, anonymised, foreign_spans, is_elsewhere

ACCEPT: Final = 0.7
"""A place found with less confidence waits for a human, with its reason shown."""

OURS_BONUS: Final = 0.04


class Gazetteer:
    """An index over names, built once and only read afterwards; may be shared between threads."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._entries = entries(names)
        self._spellings = Spellings(self._entries)

    def find(self, words: str, limit: int = 5) -> list[Found]:
        """Up to `limit` places that the words may mean, best first; none where nothing is clear.

        Words are an address or a whole complaint in Chinese, however untidy. Texts whose place names were
        replaced by letters, and names that follow another city's or district's name, are never ours.
        """
        text = plain(words)
        if anonymised(text):
            return []
        elsewhere = foreign_spans(text)
        district = [found.span() for found in OURS.finditer(text)]
        mentions = [m for m in self._spellings.mentions(text, district) if not is_elsewhere(text, m.start, elsewhere)]
        ours = OURS_BONUS if district else 0.0
        best: dict[tuple[str, float, float], Found] = {}
        for reading in readings_of(text, mentions, self._entries):
            found = reading.found
            sure = min(found.confidence + (ours if found.confidence >= ACCEPT else 0.0), 0.99)
            best.setdefault((found.name, found.lon, found.lat), replace(found, confidence=round(sure, 3)))
        return list(best.values())[:limit]

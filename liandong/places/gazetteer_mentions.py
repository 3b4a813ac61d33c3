"""Finding names inside a text: exactly, and as somebody mishears, mistypes or doubles them.

Both ways look up pairs of neighbouring characters, so the work grows with the text and not with the number of
names: exact names by their first two characters, misspelt ones by pairs of sounds that vote for (name,
position).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from liandong.places.gazetteer_names import Entry, specific_length, spellings
from liandong.places.words import plain
from liandong.places.words_sound import coded, heard, pairs, readings

EXACT: Final = 0.93
SHORT: Final = 0.6
"""Confidence of a two-character name: such pairs turn up inside other words."""

HARD: Final = frozenset("东南西北中一二三四五六七八九十0123456789大小新老上下前后内外横正支")
"""Characters by which neighbouring names differ: 建设北路 is never a misspelt 建设南路."""

TAIL: Final = re.compile(r"[东南西北中]{1,2}[一二三]?[路街巷]|正街|横街")
OPENS: Final = frozenset("，。、；：:（）()/-—区道市在于的到从和与是住")
"""A name that could be the end of another ("黄金东路") only counts at the start or behind one of these."""

SPELT_LOOSELY: Final = frozenset("路街道桥园城寺区站社院场")
"""Last characters that are often mistyped; others, like 巷, would turn words like 建设项 into names."""

MARKS: Final = frozenset("，。、；：:（）()/-—")
"""No name, however misspelt, goes on behind one of these."""

SAME_SOUND, LIKE_SOUND, DOUBLED, LOST, OTHER = 0.15, 0.4, 0.2, 0.5, 0.6
WEIGHT: Final = 1.2
"""Confidence lost for one whole edit, shared among the specific characters of the name."""

UNSURE: Final = 0.6
LEAST: Final = 0.5
COMMON_SHARE: Final = 0.02
"""Pairs of sounds found in more than this share of all spellings (路一, 小区) do not vote."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name met at text[start:end]: the entries it may mean, and 0..1 how sure the spelling is."""

    start: int
    end: int
    entries: tuple[int, ...]
    spelling: str
    written: str
    confidence: float

    @property
    def weight(self) -> float:
        """What decides between overlapping mentions: long before short, sure before unsure."""
        return (self.end - self.start) * self.confidence * self.confidence


class Spellings:
    """All spellings of all entries, indexed for both ways of looking."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        whole: set[str] = set()
        for index, entry in enumerate(entries):
            whole.add(plain(entry.named.name))
            for spelling in dict.fromkeys(spellings(entry.named)):
                if len(spelling) >= 2:
                    owners[spelling].append(index)
        self._owners = {spelling: tuple(indices) for spelling, indices in owners.items()}
        self._texts = [s for s in owners if len(s) > 3 or (len(s) == 3 and s in whole)]
        self._codes = [coded(text) for text in self._texts]
        self._specific = [specific_length(text) for text in self._texts]
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for spelling in owners:
            self._by_start[spelling[:2]].append(spelling)
        self._postings, self._needed = self._sound_index()

    def _sound_index(self) -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
        """Pairs of sounds to (spelling, position), and how many votes each spelling needs to be looked at."""
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, text in enumerate(self._texts):
            for at in range(len(text) - 1):
                for pair in pairs(text[at : at + 2]):
                    postings[pair].append((index, at))
        most = max(20, int(COMMON_SHARE * len(self._texts)))
        kept = {pair: found for pair, found in postings.items() if len(found) <= most}
        voting: list[set[int]] = [set() for _ in self._texts]
        for found in kept.values():
            for index, at in found:
                voting[index].add(at)
        spared = [0 if len(text) == 3 else 2 for text in self._texts]
        return kept, [max(1, len(places) - less) for places, less in zip(voting, spared, strict=True)]

    def mentions(self, text: str, no_names: Sequence[tuple[int, int]] = ()) -> list[Mention]:
        """The names in plain `text` from left to right; of overlapping ones the weightiest.

        A misspelt name that ends inside one of the spans `no_names` (the district's own name) is none.
        """
        misspelt = [m for m in self._misspelt(text) if not any(s < m.end <= e for s, e in no_names)]
        taken: list[Mention] = []
        for mention in sorted(self._exact(text) + misspelt, key=lambda m: (-m.weight, m.start)):
            if all(mention.end <= other.start or mention.start >= other.end for other in taken):
                taken.append(mention)
        return sorted(taken, key=lambda mention: mention.start)

    def _exact(self, text: str) -> list[Mention]:
        found = []
        for at in range(len(text) - 1):
            for spelling in self._by_start.get(text[at : at + 2], ()):
                end = at + len(spelling)
                if text.startswith(spelling, at) and not _cuts(text, spelling, at, end):
                    sure = EXACT if len(spelling) > 2 else SHORT
                    found.append(Mention(at, end, self._owners[spelling], spelling, spelling, sure))
        return found

    def _misspelt(self, text: str) -> list[Mention]:
        code = coded(text)
        found: dict[tuple[int, int], Mention] = {}
        for index, start in self._candidates(text):
            mention = self._best_window(index, start, text, code)
            if mention is not None:
                key = mention.start, mention.end
                if key not in found or found[key].confidence < mention.confidence:
                    found[key] = mention
        return list(found.values())

    def _candidates(self, text: str) -> list[tuple[int, int]]:
        """(spelling, where it would start) with enough votes; a lost or doubled character shifts by one."""
        votes: dict[tuple[int, int], int] = defaultdict(int)
        for at in range(len(text) - 1):
            for pair in pairs(text[at : at + 2]):
                for index, inside in self._postings.get(pair, ()):
                    votes[index, at - inside] += 1
        return [
            (index, start)
            for (index, start), count in votes.items()
            if count + max(votes.get((index, start + 1), 0), votes.get((index, start - 1), 0)) >= self._needed[index]
        ]

    def _best_window(self, index: int, start: int, text: str, code: str) -> Mention | None:
        name = self._codes[index]
        allowed = 1 if len(name) < 7 else 2
        best: Mention | None = None
        for begin in (start, start - 1, start + 1):
            for size in range(len(name) - allowed, len(name) + allowed + 1):
                end = begin + size
                if begin < 0 or size < 3 or end > len(code) or not MARKS.isdisjoint(code[begin:end]):
                    continue
                if Levenshtein.distance(name, code[begin:end], score_cutoff=allowed) > allowed:
                    continue
                sure = self._spelling_confidence(index, text[begin:end], code[begin:end])
                spelling, least = self._texts[index], best.confidence if best else LEAST
                if sure > least and not _cuts(text, spelling, begin, end):
                    best = Mention(begin, end, self._owners[spelling], spelling, text[begin:end], sure)
        return best

    def _spelling_confidence(self, index: int, written: str, written_code: str) -> float:
        """How surely `written` is this spelling; 0 where a character differs that tells names apart.

        Half of the specific characters must be right, one of them more than a direction or a number; a
        character lost, added or unlike in sound may not come with another slip, except in long names.
        """
        name, specific = self._texts[index], self._specific[index]
        costs, same = [], ""
        for at, there in _aligned(self._codes[index], written_code):
            step = _edit_cost(name, written, at, there, specific)
            if step is None:
                return 0.0
            if step:
                costs.append(step)
            elif at is not None and at < specific:
                same += name[at]
        if not costs or (len(costs) > 1 and max(costs) >= LOST and len(name) < 7):
            return 0.0
        sure = EXACT - WEIGHT * sum(costs) / max(specific, 2)
        return min(sure, UNSURE) if len(same) * 2 < specific or HARD.issuperset(same) else sure


def _aligned(name: str, written: str) -> list[tuple[int | None, int | None]]:
    """Positions of name and text that belong together; None on one side for a lost or added character."""
    pairs: list[tuple[int | None, int | None]] = []
    for block in Levenshtein.opcodes(name, written):
        across = range(block.src_start, block.src_end)
        there = range(block.dest_start, block.dest_end)
        if block.tag in {"equal", "replace"}:
            pairs += zip(across, there, strict=True)
        elif block.tag == "delete":
            pairs += [(at, None) for at in across]
        else:
            pairs += [(None, at) for at in there]
    return pairs


def _edit_cost(name: str, written: str, at: int | None, there: int | None, specific: int) -> float | None:
    """The cost of one aligned pair; None where such a difference makes another name."""
    lost = LOST if specific > 3 else OTHER
    if at is not None and there is not None:
        firm = specific < 3 or at in {0, len(name) - 1}
        return _replacement_cost(name[at], written[there], in_generic=at >= specific, firm=firm)
    if at is not None:
        at_edge = at in {0, len(name) - 1}
        return None if name[at] in HARD or at >= specific or specific < 3 or at_edge else lost
    if there is None:
        return 0.0
    if there in {0, len(written) - 1}:
        return None
    if written[there] in {written[there - 1], written[there + 1]}:
        return DOUBLED
    return None if written[there] in HARD else lost


def _replacement_cost(wanted: str, got: str, *, in_generic: bool, firm: bool) -> float | None:
    if wanted == got:
        return 0.0
    if wanted in HARD and got in HARD:
        return None
    if in_generic and wanted not in SPELT_LOOSELY:
        return None
    if not frozenset(readings(wanted)).isdisjoint(readings(got)):
        return SAME_SOUND
    if heard(wanted) & heard(got):
        return LIKE_SOUND
    return None if in_generic or firm or wanted in HARD or got in HARD else OTHER


def _cuts(text: str, spelling: str, start: int, end: int) -> bool:
    """Whether text[start:end] is torn out of something longer: a number, "望平街道", "黄金东路小区"."""
    if start > 0 and text[start - 1].isdecimal() and text[start].isdecimal():
        return True
    if end < len(text) and text[end].isdecimal() and text[end - 1].isdecimal():
        return True
    if spelling.endswith("街") and text.startswith("道", end) and not text.startswith("道路", end):
        return True
    return start > 0 and TAIL.match(spelling) is not None and text[start - 1] not in OPENS

"""Which messages of a corpus are about the same matter: by words alone, since most carry no position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from liandong.matching.texts import Words, contained, cosine, elsewhere, rarities, weight

COMMON: Final = 0.1
"""Words in more than this share of the messages find no candidates; they still count a little in the score."""
LEAST: Final = 0.18
"""The least likeness of the whole texts."""
LEAST_TITLE: Final = 0.45
"""The least share of the one title that must stand in the other message, the better of both ways."""
LEAST_TITLES: Final = 0.15
"""The least likeness of the two titles: letters of one hand share whole phrases, though each is about something else."""
NEARLY_SAME: Final = 0.5
"""Whole texts as alike as this are one matter under whatever titles."""
BLOCK: Final = 512


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its name, when it was written, the words of its title and of all of it, and the districts it names."""

    id: str
    at: datetime | None
    title: Words
    words: Words
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages (positions in the corpus) about the same matter: likeness of words, share of the one title found in the
    other message, time between, and up to six words that tell most."""

    one: int
    other: int
    words: float
    title: float
    apart: timedelta | None
    telling: tuple[str, ...]


def pairs(corpus: Sequence[Message], within: timedelta = timedelta(days=365)) -> Iterator[Pair]:
    """All pairs about the same matter, in the order of the corpus."""
    weights, of_titles = rarities([one.words for one in corpus]), rarities([one.title for one in corpus])
    for i, j, words in alike(corpus, weights):
        one, other = corpus[i], corpus[j]
        apart = abs(one.at - other.at) if one.at and other.at else None
        if elsewhere(one.districts, other.districts) or (apart is not None and apart > within):
            continue
        title = max(contained(one.title, other.words, weights), contained(other.title, one.words, weights))
        titles_alike = words >= NEARLY_SAME or cosine(one.title, other.title, of_titles) >= LEAST_TITLES
        if title >= LEAST_TITLE and titles_alike:
            yield Pair(i, j, words, title, apart, telling(one.words & other.words, weights))


def telling(shared: Words, weights: Mapping[str, float], most: int = 6) -> tuple[str, ...]:
    """The rarest of the shared words, ties by the word itself."""
    return tuple(sorted(shared, key=lambda word: (-weight(word, weights), word))[:most])


def alike(corpus: Sequence[Message], weights: Mapping[str, float]) -> Iterator[tuple[int, int, float]]:
    """(i, j, cosine) with i < j for all pairs at or above `LEAST`: a sparse product, block by block."""
    rows = matrix(corpus, weights)
    turned = rows.T.tocsc()
    for start in range(0, len(corpus), BLOCK):
        product = (rows[start : start + BLOCK] @ turned).tocoo()
        i, j = product.coords
        kept = (product.data >= LEAST) & (j > i + start)
        yield from zip((i[kept] + start).tolist(), j[kept].tolist(), product.data[kept].tolist(), strict=True)


def matrix(corpus: Sequence[Message], weights: Mapping[str, float]) -> csr_array:
    """The messages as rows of length 1. Words in one message only or in very many are left out of the product, not of the
    lengths, so that what is found is never more alike than it is."""
    times: dict[str, int] = defaultdict(int)
    for one in corpus:
        for word in one.words:
            times[word] += 1
    most = max(2.0, COMMON * len(corpus))
    columns = {word: at for at, word in enumerate(word for word, n in times.items() if 1 < n <= most)}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for one in corpus:
        length = np.sqrt(sum(weight(word, weights) ** 2 for word in one.words)) or 1.0
        kept = [word for word in one.words if word in columns]
        indices += [columns[word] for word in kept]
        data += [weight(word, weights) / length for word in kept]
        starts.append(len(indices))
    return csr_array((data, indices, starts), shape=(len(corpus), max(len(columns), 1)))


def groups(found: Sequence[Pair], least: float = 0.2) -> list[list[int]]:
    """Groups of messages, largest first: the most alike are joined first, and two groups only when at least the share
    `least` of all pairs between them was found alike. A chain of neighbours that are not alike makes no group."""
    linked = {frozenset((pair.one, pair.other)) for pair in found}
    home: dict[int, list[int]] = {}
    for pair in sorted(found, key=lambda each: (-each.words, each.one, each.other)):
        one = home.setdefault(pair.one, [pair.one])
        other = home.setdefault(pair.other, [pair.other])
        if one is other:
            continue
        links = sum(frozenset((a, b)) in linked for a in one for b in other)
        if links >= least * len(one) * len(other):
            one += other
            home |= dict.fromkeys(other, one)
    unique = {id(group): sorted(group) for group in home.values() if len(group) > 1}
    return sorted(unique.values(), key=lambda group: (-len(group), group))

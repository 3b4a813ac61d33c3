"""How alike messages are: by the names in them, by what they speak of, and letter by letter.

- names: cosine of the parts of names (`subjects`), rare ones weighing more.
- topic: cosine in a space of 100 directions taken from pairs and triples of letters (latent semantic analysis), so that
  混凝土搅拌站 and 粉尘 find each other without a shared word.
- letters: cosine of the pairs and triples themselves; only near-copies are high in it.

Alike is the geometric mean of names and topic: one place AND one problem; near-copies are alike whatever they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from liandong.insight.messages import Message
from liandong.insight.subjects import grams, names, without_places

Square = NDArray[np.float32]
DIRECTIONS: Final = 100
FEWEST: Final = 8
"""Directions among few messages, which cannot tell more kinds of matter apart."""
READ: Final = 400
"""Letters of a text that are read: what a message is about stands at its beginning."""
NAMES_READ: Final = 250
FLOOR: Final = 0.3
"""Below this two messages are not alike at all; it cuts the messages into parts that are looked at apart."""
COPY: Final = 0.6
"""From here on, letters alone make two messages alike."""
BLOCK: Final = 512
THING: Final = "~"
"""Marks the parts of names that are no places; they weigh half."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The vectors of all messages, a row each, of length one (or nought where there is nothing to compare)."""

    titles: Any
    names: Any
    places: Any
    topics: Square
    letters: Any

    def of(self, these: NDArray[np.intp]) -> Likeness:
        """The same of some of the messages only."""
        return Likeness(
            self.titles[these], self.names[these], self.places[these], self.topics[these], self.letters[these]
        )

    def by_name(self, these: NDArray[np.intp], those: NDArray[np.intp]) -> Square:
        titles = dense(self.titles[these], self.titles[those])
        found: Square = np.maximum(titles * np.float32(0.9), dense(self.names[these], self.names[those]))
        return found

    def by_place(self, these: NDArray[np.intp], those: NDArray[np.intp]) -> Square:
        return dense(self.places[these], self.places[those])

    def by_topic(self, these: NDArray[np.intp], those: NDArray[np.intp]) -> Square:
        near: Square = np.clip(self.topics[these] @ self.topics[those].T, 0, 1)
        return near

    def alike(self, these: NDArray[np.intp], those: NDArray[np.intp]) -> Square:
        both = np.sqrt(self.by_name(these, those) * self.by_topic(these, those))
        copies = dense(self.letters[these], self.letters[those])
        found: Square = np.clip(np.where(copies >= COPY, np.maximum(both, copies), both), 0, 1).round(4)
        return found


def dense(these: Any, those: Any) -> Square:
    found: Square = (these @ those.T).toarray()
    return found


def likeness(messages: Sequence[Message]) -> Likeness:
    """The vectors of the messages."""
    from sklearn.decomposition import TruncatedSVD  # takes 1.5 s to import, and only this job needs it
    from sklearn.feature_extraction.text import TfidfVectorizer  # as above
    from sklearn.preprocessing import normalize  # as above

    few = len(messages) < 200
    options = {"sublinear_tf": True, "dtype": np.float32}
    in_titles = [parts_of_names(packed(one.title)) for one in messages]
    in_texts = [parts_of_names(packed(one.text)[:NAMES_READ]) + parts_of_names(packed(one.place)) for one in messages]
    weighed = [[*title, *title, *text] for title, text in zip(in_titles, in_texts, strict=True)]
    named = TfidfVectorizer(analyzer=list, max_df=1.0 if few else 0.1, **options).fit([*weighed, ["-"]])
    things = np.array([part[0] == THING for part in named.get_feature_names_out()])
    named.idf_ = np.where(things, named.idf_ / 2, named.idf_)
    all_names = named.transform(weighed)
    letters = TfidfVectorizer(analyzer="char", ngram_range=(1, 2) if few else (2, 3), min_df=1 if few else 4, max_df=1.0 if few else 0.2,
                              **options).fit_transform([spoken(one) for one in messages])  # fmt: skip
    wanted = min(DIRECTIONS, max(FEWEST, len(messages) // 20), *(side - 1 for side in letters.shape))
    if wanted < 2:
        topics = letters.toarray()
    else:
        topics = normalize(TruncatedSVD(wanted, n_iter=2, random_state=0).fit_transform(letters))
    places = normalize(all_names[:, np.flatnonzero(~things)])
    return Likeness(named.transform(in_titles), all_names, places, topics.astype(np.float32), letters)


def parts_of_names(text: str) -> list[str]:
    places, things = names(text)
    return grams(places) + [THING + part for part in grams(things)]


def packed(text: str) -> str:
    """A text without white space and without the dots inside names."""
    return re.sub(r"[\s·]+", "", text)


def spoken(one: Message) -> str:
    """What a message says, its title twice, without the names of places."""
    title = packed(one.title)
    return without_places(f"{title}。{title}。{packed(one.text)[:READ]}")


def parts(found: Likeness, count: int) -> Iterator[NDArray[np.intp]]:
    """The messages in parts that are not alike across (below FLOOR), so that each can be looked at alone."""
    from scipy.sparse import csr_matrix, vstack  # as above
    from scipy.sparse.csgraph import connected_components  # as above

    everyone = np.arange(count)
    blocks = (found.alike(everyone[at : at + BLOCK], everyone) for at in range(0, count, BLOCK))
    graph = vstack([csr_matrix(block >= FLOOR) for block in blocks])
    total, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(total + 1))
    for part in range(total):
        yield order[bounds[part] : bounds[part + 1]]

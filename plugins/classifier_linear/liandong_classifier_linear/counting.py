"""How often each n-gram occurs in each text: counted once, then cut into folds without reading the texts again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liandong_classifier_linear.reading import BLOCKS, WORDS, grams, read

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """Per block: a sparse matrix (texts by n-grams, float32 counts), and what n-gram each column is."""

    matrices: tuple[Any, ...]
    columns: tuple[tuple[str, ...], ...]

    def rows(self, chosen: Array) -> Counted:
        """The same for some of the texts."""
        return Counted(tuple(matrix[chosen] for matrix in self.matrices), self.columns)


def counted(texts: Sequence[str]) -> Counted:
    """Counts all n-grams of all blocks; raw texts are cut along the words of those that came cut."""
    readings = [read(text) for text in texts]
    lexicon = frozenset(word for reading in readings for word in reading.words)
    made = [
        _matrix([grams(reading, block, lexicon if block is WORDS else ()) for reading in readings]) for block in BLOCKS
    ]
    return Counted(tuple(matrix for matrix, _ in made), tuple(names for _, names in made))


def _matrix(documents: list[list[str]]) -> tuple[Any, tuple[str, ...]]:
    from scipy.sparse import csr_matrix  # only training needs it; inference starts without its load time

    places: dict[str, int] = {}
    indices, data, bounds = [], [], [0]
    for document in documents:
        once = Counter(document)
        ids = [places.setdefault(gram, len(places)) for gram in once]
        indices.append(np.array(ids, dtype=np.int32))
        data.append(np.fromiter(once.values(), dtype=np.float32, count=len(once)))
        bounds.append(bounds[-1] + len(ids))
    shape = (len(documents), len(places))
    return csr_matrix((np.concatenate(data), np.concatenate(indices), np.array(bounds)), shape=shape), tuple(places)

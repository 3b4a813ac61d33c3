"""Folds in which near-duplicates stay together: a complaint sent twice must not be asked and answered at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from liandong_classifier_linear.reading import read

SHINGLE: Final = 5  # characters
BANDS: Final = 8  # two texts meet if all ROWS minima of a band agree: half of the pairs at a Jaccard index of 0.64,
ROWS: Final = 4  # nearly all at 0.85, one in a hundred at 0.2


def near_duplicates(texts: Sequence[str], seed: int = 1) -> np.ndarray[Any, Any]:
    """For each text the number of its group; texts of one group share most of their shingles (MinHash)."""
    dice = np.random.default_rng(seed)
    factors = dice.integers(1, 2**63, size=BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
    parents = list(range(len(texts)))
    met: dict[tuple[int, bytes], int] = {}
    for number, text in enumerate(texts):
        minima = _minima(read(text).characters, factors).reshape(BANDS, ROWS)
        for band, row in enumerate(minima):
            first = met.setdefault((band, row.tobytes()), number)
            parents[_root(parents, number)] = _root(parents, first)
    return np.array([_root(parents, number) for number in range(len(texts))], dtype=np.int64)


def grouped_folds(labels: Sequence[str], groups: np.ndarray[Any, Any], folds: int, seed: int) -> np.ndarray[Any, Any]:
    """For each text the number of its fold: whole groups, each label spread as evenly as its groups allow."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups.tolist()):
        members[group].append(number)
    order = list(members.values())
    np.random.default_rng(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    held: defaultdict[str, list[int]] = defaultdict(lambda: [0] * folds)
    sizes, answer = [0] * folds, np.zeros(len(labels), dtype=np.int64)
    for group_members in order:
        counts = held[labels[group_members[0]]]
        fold = min(range(folds), key=lambda one: (counts[one], sizes[one]))
        answer[group_members] = fold
        sizes[fold] += len(group_members)
        for number in group_members:
            held[labels[number]][fold] += 1
    return answer


def _minima(characters: str, factors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The least value of each hash over the shingles. Overflow is the modulus: hashes are taken mod 2**64."""
    codes = np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    size = min(SHINGLE, len(codes))
    if not size:
        return np.zeros(len(factors), dtype=np.uint64)
    hashes = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for at in range(size):
        hashes = hashes * np.uint64(1_099_511_628_211) + codes[at : at + len(hashes)]
    mixed = (hashes ^ (hashes >> np.uint64(29)))[:, None] * factors
    least: np.ndarray[Any, Any] = (mixed ^ (mixed >> np.uint64(32))).min(axis=0)
    return least


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at

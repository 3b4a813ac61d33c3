"""The model in use: n-grams looked up in a dictionary, their weights summed. Needs numpy only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from liandong_classifier_linear.reading import BLOCKS, WORDS, Reading, grams, read

Array = np.ndarray[Any, Any]
MOST_CANDIDATES: Final = 5
MOST_WORDS: Final = 5
SUREST: Final = 0.999  # no complaint is certain, and a threshold of 1.0 must keep everything for people
AT_ONCE: Final = 64
LEAST_WORTH_REASONS: Final = 0.01  # below it nobody reads the words, and finding them takes a third of the time


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label, how likely it is right (0 to 1, calibrated), and the words that spoke for it, strongest first.

    Below one in a hundred no words are given.
    """

    label: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that a trained model consists of.

    `columns`: the n-grams of each block. `rarity`: float32, one per n-gram, blocks one after another.
    `weights`: float16, n-grams by labels, to be multiplied by `scale`; they and `intercept` give calibrated scores.
    `thresholds`: one per label; `threshold`: that of all labels together. `usual_count`, `usual_share`: how many known
    n-grams, and which share of its n-grams, nearly every text of training has; texts with less are trusted less.
    """

    labels: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    rarity: Array
    weights: Array
    scale: float
    intercept: Array
    thresholds: Array
    threshold: float
    usual_count: float
    usual_share: float

    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever an answer may change."""
        said = hashlib.sha256()
        for block in (self.labels, *self.columns):
            said.update("\n".join(block).encode("utf-8") + b"\0")
        for array in (self.rarity, self.weights, self.intercept, self.thresholds):
            said.update(np.ascontiguousarray(array).tobytes())
        numbers = (self.scale, self.threshold, self.usual_count, self.usual_share)
        said.update(repr([float(one) for one in numbers]).encode())
        return said.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Found:
    """What of a text is known: places of its n-grams in the weights, their values, and how far to trust it (0 to 1). `asked`: how many
    n-grams it has, known or not."""

    places: Array
    values: Array
    trust: float
    asked: int


@dataclass(slots=True)
class LinearClassifier:
    """Fits the slot `liandong.classifiers` of the product, which this package does not import."""

    parameters: Parameters
    version: str = field(init=False)
    threshold: float = field(init=False)
    thresholds: Mapping[str, float] = field(init=False)
    _lexicons: list[dict[str, int]] = field(init=False, repr=False)
    _names: list[str] = field(init=False, repr=False)
    _words_end: int = field(init=False, repr=False)
    _weights: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.version = self.parameters.digest()
        self.threshold = self.parameters.threshold
        self.thresholds = dict(zip(self.parameters.labels, self.parameters.thresholds.tolist(), strict=True))
        self._names = [gram for block in self.parameters.columns for gram in block]
        self._lexicons, first = [], 0
        for block in self.parameters.columns:
            self._lexicons.append({gram: first + at for at, gram in enumerate(block)})
            first += len(block)
        self._words_end = len(self.parameters.columns[BLOCKS.index(WORDS)])
        self._weights = self.parameters.weights.astype(np.float32) * np.float32(self.parameters.scale)

    def classify(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """For each text its likeliest labels, best first, at most five; none where not one n-gram is known."""
        answers = []
        for first in range(0, len(texts), AT_ONCE):
            found = [self._look_up(read(text)) for text in texts[first : first + AT_ONCE]]
            answers += [
                self._candidates(one, row) if len(one.places) else []
                for one, row in zip(found, self._confidences(found), strict=True)
            ]
        return answers

    def unseen(self, texts: Sequence[str]) -> list[float]:
        """For each text the share (0 to 1) of its n-grams that the model does not know; 0 for a text without any."""
        return [
            0.0 if not one.asked else 1 - len(one.places) / one.asked for one in map(self._look_up, map(read, texts))
        ]

    def _look_up(self, reading: Reading) -> Found:
        """Each block's n-grams weighed like those of training: (1 + log count) times rarity, length one."""
        places, values, asked = [], [], 0
        for block, lexicon in zip(BLOCKS, self._lexicons, strict=True):
            document = grams(reading, block, lexicon)
            get = lexicon.get
            ids = np.array([at for at in map(get, document) if at is not None], dtype=np.int64)
            asked += len(set(document))
            known, counts = np.unique(ids, return_counts=True)
            value = (1 + np.log(counts)) * self.parameters.rarity[known]
            places.append(known)
            values.append(value / max(float(np.sqrt(value @ value)), 1e-12))
        count = sum(map(len, places))
        usual = self.parameters.usual_count, self.parameters.usual_share
        trust = min(1.0, count / max(usual[0], 1.0), count / max(asked, 1) / max(usual[1], 1e-9))
        return Found(np.concatenate(places), np.concatenate(values).astype(np.float32), trust, asked)

    def _confidences(self, found: Sequence[Found]) -> Array:
        """Texts by labels. A text hardly in known words is pulled towards knowing nothing."""
        scores = np.array([one.values @ self._weights[one.places] for one in found]) + self.parameters.intercept
        trust = np.array([[one.trust] for one in found])
        return np.minimum(softmax(scores * trust), SUREST)

    def _candidates(self, found: Found, confidences: Array) -> list[Candidate]:
        best = np.argsort(-confidences, kind="stable")[:MOST_CANDIDATES]
        reasons = [self._words(found, int(one)) if confidences[one] >= LEAST_WORTH_REASONS else () for one in best]
        labels = self.parameters.labels
        return [
            Candidate(labels[one], float(confidences[one]), words) for one, words in zip(best, reasons, strict=True)
        ]

    def _words(self, found: Found, label: int) -> tuple[str, ...]:
        """What spoke most for a label: whole words if the model knows any of the text, else two characters or more."""
        weight = found.values * self._weights[found.places, label]
        whole = (found.places < self._words_end) & (weight > 0)
        order = np.argsort(-np.where(whole, weight, 0.0) if whole.any() else -weight, kind="stable")
        chosen: list[str] = []
        for at in order[:40]:
            name = self._names[found.places[at]]
            if weight[at] <= 0 or len(chosen) == MOST_WORDS or (whole.any() and not whole[at]):
                break
            if len(name) > 1 and not any(name in other or other in name for other in chosen):
                chosen.append(name)
        return tuple(chosen)


def softmax(scores: Array) -> Array:
    """Rows that sum to one."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares

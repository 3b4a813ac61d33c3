"""From counts and labels to weights: choosing n-grams, weighing them, ridge regression, and calibrating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from liandong_classifier_linear.counting import Array, Counted
from liandong_classifier_linear.model import softmax
from liandong_classifier_linear.options import Options

HINDSIGHT: Final = 0.001
"""So much more than asked must be right in training, because many thresholds were chosen by it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Chosen columns and rarity (idf) per block; weights (n-grams by labels) over all blocks; one intercept per label."""

    chosen: tuple[Array, ...]
    rarity: tuple[Array, ...]
    weights: Array
    intercept: Array

    def scaled(self, factors: Array, shifts: Array) -> Fitted:
        """The same with each label's scores multiplied and shifted, which calibrates them."""
        weights, intercept = (self.weights * factors).astype(np.float32), self.intercept * factors + shifts
        return Fitted(self.chosen, self.rarity, weights, intercept.astype(np.float32))

    def scores(self, counts: Counted) -> tuple[Array, Array, Array]:
        """Of each text: scores (texts by labels), known n-grams, and their share of all its n-grams."""
        matrix = weighed(counts, self.chosen, self.rarity)
        pairs = zip(counts.matrices, self.chosen, strict=True)
        known = np.sum([_distinct(one[:, kept]) for one, kept in pairs], axis=0)
        total = np.sum([_distinct(one) for one in counts.matrices], axis=0)
        return np.asarray(matrix @ self.weights) + self.intercept, known, known / np.maximum(total, 1)


def fit(counts: Counted, answers: Array, labels: int, options: Options) -> Fitted:
    """Ridge regression on +1 and -1 for each label. `answers` are the numbers of the labels."""
    from sklearn.linear_model import Ridge  # takes 1.5 s to import, and only training needs it

    chosen = choose(counts, answers, labels, options)
    texts = len(answers)
    rarity = tuple(
        (1 + np.log((1 + texts) / (1 + _documents(one[:, kept])))).astype(np.float32)
        for one, kept in zip(counts.matrices, chosen, strict=True)
    )
    targets = np.full((texts, labels), -1.0, dtype=np.float32)
    targets[np.arange(texts), answers] = 1.0
    matrix = weighed(counts, chosen, rarity)
    if not matrix.shape[1]:
        return Fitted(chosen, rarity, np.zeros((0, labels), dtype=np.float32), targets.mean(axis=0))
    ridge = Ridge(alpha=options.ridge, solver="sparse_cg", tol=1e-3).fit(matrix, targets)
    return Fitted(chosen, rarity, ridge.coef_.T.astype(np.float32), ridge.intercept_.astype(np.float32))


def choose(counts: Counted, answers: Array, labels: int, options: Options) -> tuple[Array, ...]:
    """Columns seen in enough texts; if they do not fit the room, those least evenly spread over the labels."""
    fewest = [_documents(one) >= options.seen_in for one in counts.matrices]
    room = options.room // labels
    if sum(int(kept.sum()) for kept in fewest) <= room:
        return tuple(np.flatnonzero(kept) for kept in fewest)
    uneven = [
        np.where(kept, _unevenness(one, answers, labels), -1) for one, kept in zip(counts.matrices, fewest, strict=True)
    ]
    everything = np.concatenate(uneven)
    best = np.zeros(len(everything), dtype=bool)
    best[np.argsort(-everything, kind="stable")[:room]] = True
    ends = np.cumsum([len(one) for one in uneven])[:-1]
    return tuple(np.flatnonzero(one) for one in np.split(best, ends))


def weighed(counts: Counted, chosen: Sequence[Array], rarity: Sequence[Array]) -> Any:
    """Each block's (1 + log count) times rarity, with rows of length one."""
    from scipy.sparse import hstack  # as above
    from sklearn.preprocessing import normalize  # as above

    blocks = []
    for one, kept, rare in zip(counts.matrices, chosen, rarity, strict=True):
        block = one[:, kept].tocsr().astype(np.float32)
        block.data = (1 + np.log(block.data)) * rare[block.indices]
        blocks.append(normalize(block, copy=False) if block.shape[1] else block)
    return hstack(blocks).tocsr()


def calibration(scores: Array, answers: Array) -> tuple[Array, Array]:
    """For each label the factor and the shift of its scores before the softmax that make the answers likeliest.

    All labels begin with the one factor that suits them together; each is then moved only as far as its answers are worth
    more than the distance (a normal prior), so that a label with few texts keeps close to the others.
    """
    from scipy.optimize import minimize  # as in `weighed`

    labels, texts = scores.shape[1], len(answers)
    common = temperature(scores, answers)
    scaled, truth = scores.astype(np.float64) * common, np.zeros(scores.shape)
    truth[np.arange(texts), answers] = 1.0

    def loss(moved: Array) -> tuple[float, Array]:
        factors, shifts = np.exp(moved[:labels]), moved[labels:]
        likely = softmax(scaled * factors + shifts)
        gap = likely - truth
        unlikely = -np.log(np.maximum(likely[truth > 0], 1e-12)).sum() + (moved @ moved) / 2
        slope = np.concatenate([(gap * scaled * factors).sum(axis=0), gap.sum(axis=0)]) + moved
        return float(unlikely) / texts, slope / texts

    moved: Array = minimize(loss, np.zeros(2 * labels), jac=True, method="L-BFGS-B").x
    return common * np.exp(moved[:labels]), moved[labels:]


def temperature(scores: Array, answers: Array) -> float:
    """The one factor of all scores before the softmax that makes the answers likeliest (golden section on its log)."""
    golden = (5**0.5 - 1) / 2
    low, high = np.log(0.1), np.log(100.0)
    while high - low > 0.01:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if _loss(scores, answers, left) < _loss(scores, answers, right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def threshold(confidence: Array, right: Array, precision: float) -> float:
    """The least confidence at or above which the asked share is right; 1.0, which none reaches, if there is none.

    It must be shown by as many texts as make one wrong one tolerable: 34 for 97 in 100. One more wrong one is supposed than
    was seen, because the least threshold that holds is picked with hindsight.
    """
    order = np.argsort(-confidence, kind="stable")
    descending, numbers = confidence[order], np.arange(1, len(order) + 1)
    last_of_equals = np.append(descending[:-1] > descending[1:], True)
    held = np.cumsum(right[order]) / (numbers + 1) >= precision
    enough = np.flatnonzero(held & last_of_equals & (numbers * (1 - precision) >= 1))
    return float(descending[enough[-1]]) if len(enough) else 1.0


def thresholds(confidence: Array, guesses: Array, right: Array, labels: int, options: Options) -> Array:
    """For each label the threshold of the texts that were given it: of each at least `precision_each` are right above it, and
    of all together `precision`.

    Labels that were given to too few texts to show it alone are judged together; theirs is no lower than that of all texts.
    """
    each = options.precision_each
    alone = np.bincount(guesses, minlength=labels) * (1 - each) >= 1
    rest = ~alone[guesses]
    together = max(threshold(confidence[rest], right[rest], each), threshold(confidence, right, options.precision))
    limits = np.array([
        threshold(confidence[guesses == label], right[guesses == label], each) if alone[label] else together
        for label in range(labels)
    ])  # fmt: skip
    sure, asked = confidence >= limits[guesses], options.precision + HINDSIGHT
    if right[sure].sum() < asked * (sure.sum() + 1):
        limits = np.maximum(limits, threshold(confidence[sure], right[sure], asked))
    return limits


def _loss(scores: Array, answers: Array, log_factor: float) -> float:
    likely = softmax(scores * np.exp(log_factor))[np.arange(len(answers)), answers]
    return float(-np.log(np.maximum(likely, 1e-12)).mean())


def _documents(matrix: Any) -> Array:
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _distinct(matrix: Any) -> Array:
    return np.diff(matrix.tocsr().indptr)


def _unevenness(matrix: Any, answers: Array, labels: int) -> Array:
    """Of each column the largest chi (deviation over the root of what is expected) among the labels."""
    from scipy.sparse import csr_matrix  # as above

    texts = len(answers)
    belongs = csr_matrix((np.ones(texts, dtype=np.float32), (answers, np.arange(texts))), shape=(labels, texts))
    there = matrix.copy()
    there.data = np.ones_like(there.data)
    seen = np.asarray((belongs @ there).todense())
    expected = np.outer(np.bincount(answers, minlength=labels) / texts, _documents(matrix))
    deviation: Array = np.abs((seen - expected) / np.sqrt(np.maximum(expected, 1e-9))).max(axis=0)
    return deviation

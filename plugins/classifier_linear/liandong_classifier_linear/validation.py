"""How good the model would be on texts it has not seen: folds that keep near-duplicates together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from liandong_classifier_linear.counting import Array, counted
from liandong_classifier_linear.fitting import threshold
from liandong_classifier_linear.folds import grouped_folds, near_duplicates
from liandong_classifier_linear.model import LinearClassifier
from liandong_classifier_linear.options import Options
from liandong_classifier_linear.training import Progress, learn, numbered


@dataclass(frozen=True, slots=True)
class Validation:
    """Shares of all texts, each classified by a model that had not seen it or its near-duplicates.

    `accepted`: the share at or above the model's own threshold of its label, set on training texts alone;
    `accepted_right`: the share of those that was right; `accepted_by_one`, `right_by_one`: the same by the model's one
    threshold of all labels; `by_label`: accepted and right of the texts given each label. `coverage`: the largest share that could have been accepted
    with the asked share right, by one threshold chosen afterwards. `calibration_error`: mean gap between what the
    confidences said and how often they were right, over ten bins. `groups`: texts that are not near-duplicates.
    """

    macro_f1: float
    accuracy: float
    coverage: float
    accepted: float
    accepted_right: float
    accepted_by_one: float
    right_by_one: float
    by_label: Mapping[str, tuple[float, float]]
    calibration_error: float
    texts: int
    groups: int


def cross_validate(
    texts: Sequence[str],
    labels: Sequence[str],
    folds: int = 5,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Validation:
    """Trains and calibrates once per fold, and classifies the texts of the fold by the very code of inference."""
    options = options or Options()
    answers, names = numbered(texts, labels)
    groups, counts = near_duplicates(texts), counted(texts)
    fold = grouped_folds(labels, groups, folds, options.seed)
    guesses, confidence = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts))
    sure, by_one = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for at in range(folds):
        inside = fold == at
        if inside.any() and not inside.all():
            parameters, _ = learn(
                counts.rows(~inside), answers[~inside], names, groups[~inside], options, lambda _: None
            )
            model = LinearClassifier(parameters)
            guesses[inside], confidence[inside] = _asked(model, [texts[one] for one in np.flatnonzero(inside).tolist()])
            sure[inside] = confidence[inside] >= np.append(parameters.thresholds, 1.0)[guesses[inside]]
            by_one[inside] = confidence[inside] >= model.threshold
        if progress:
            progress((at + 1) / folds)
    sizes = len(texts), len(set(groups.tolist()))
    return judged(guesses == answers, guesses, answers, confidence, sure, by_one, names, sizes, options)


def judged(
    right: Array, guesses: Array, answers: Array, confidence: Array, sure: Array, by_one: Array, names: Sequence[str],
    sizes: tuple[int, int], options: Options,
) -> Validation:  # fmt: skip
    """The figures from each text's guess, confidence and acceptance; `sizes`: texts and groups."""
    return Validation(
        macro_f1=macro_f1(guesses, answers, len(names)),
        accuracy=float(right.mean()),
        coverage=float((confidence >= threshold(confidence, right, options.precision)).mean()),
        accepted=float(sure.mean()),
        accepted_right=share(right[sure]),
        accepted_by_one=float(by_one.mean()),
        right_by_one=share(right[by_one]),
        by_label={
            name: (share(sure[guesses == at]), share(right[sure & (guesses == at)])) for at, name in enumerate(names)
        },
        calibration_error=calibration_error(confidence, right),
        texts=sizes[0],
        groups=sizes[1],
    )


def share(right: Array) -> float:
    """Of none, all."""
    return float(right.mean()) if len(right) else 1.0


def macro_f1(guesses: Array, answers: Array, labels: int) -> float:
    """The mean over the labels of the harmonic mean of precision and recall."""
    hits = np.bincount(answers[guesses == answers], minlength=labels)
    asked = np.bincount(answers, minlength=labels) + np.bincount(guesses[guesses >= 0], minlength=labels)
    return float((2 * hits / np.maximum(asked, 1)).mean())


def calibration_error(confidence: Array, right: Array) -> float:
    """Expected calibration error over ten bins of equal width, 0 to 1."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        abs(right[bins == one].mean() - confidence[bins == one].mean()) * (bins == one).mean()
        for one in set(bins.tolist())
    ]
    return float(sum(gaps))


def _asked(model: LinearClassifier, texts: Sequence[str]) -> tuple[Array, Array]:
    """Number of the best label (-1: none) and its confidence."""
    places = {name: at for at, name in enumerate(model.parameters.labels)}
    best = [found[0] if found else None for found in model.classify(texts)]
    numbers = [places[one.label] if one else -1 for one in best]
    return np.array(numbers, dtype=np.int64), np.array([one.confidence if one else 0.0 for one in best])

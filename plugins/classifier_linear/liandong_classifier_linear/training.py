"""Trains a model: weights from all texts, confidences and threshold from texts held out one fold at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from liandong_classifier_linear.counting import Array, Counted, counted
from liandong_classifier_linear.fitting import Fitted, calibration, fit, threshold, thresholds
from liandong_classifier_linear.folds import grouped_folds, near_duplicates
from liandong_classifier_linear.model import SUREST, Parameters, softmax
from liandong_classifier_linear.options import Options
from liandong_classifier_linear.refusals import Refused
from liandong_classifier_linear.storage import save

Progress = Callable[[float], None]  # is told the share that is done, 0 to 1


@dataclass(frozen=True, slots=True)
class Report:
    """What came of training. Shares are of training texts, each classified by a model that had not seen it.

    `coverage`: the share at or above the threshold of its label; `precision`: the share of those that was right.
    `thresholds`: one per label, in order of their names; `threshold`: that of all together.
    """

    version: str
    labels: int
    texts: int
    accuracy: float
    threshold: float
    coverage: float
    precision: float
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Of each text, by models that had not seen it: scores (texts by labels), known n-grams, their share."""

    scores: Array
    known: Array
    share: Array


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    out: Path,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Trains on labelled texts, raw or cut into words by spaces, and writes the model into the folder `out`.

    Refused with a sentence unless there are as many labels as texts and at least two different labels.
    """
    options, groups, numbers, names = options or Options(), near_duplicates(texts), *numbered(texts, labels)
    parameters, report = learn(counted(texts), numbers, names, groups, options, progress or (lambda _: None))
    save(parameters, out)
    return report


def numbered(texts: Sequence[str], labels: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """The labels as numbers, and their names in order; checks that there is something to learn."""
    if len(texts) != len(labels):
        raise Refused(f"{len(texts)} texts came with {len(labels)} labels; each text needs exactly one.")
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise Refused("A classifier needs texts of at least two different labels; there is nothing to tell apart.")
    places = {name: at for at, name in enumerate(names)}
    return np.array([places[label] for label in labels], dtype=np.int64), names


def learn(
    counts: Counted, answers: Array, names: tuple[str, ...], groups: Array, options: Options, progress: Progress
) -> tuple[Parameters, Report]:
    """Parameters and report from counts; nothing is written."""
    held = held_out(counts, answers, len(names), groups, options, progress)
    factors, shifts = calibration(held.scores, answers)
    usual = float(np.quantile(held.known, 0.05)), float(np.quantile(held.share, 0.05))
    trust = np.minimum(1.0, np.minimum(held.known / max(usual[0], 1.0), held.share / max(usual[1], 1e-9)))
    likely = np.minimum(softmax((held.scores * factors + shifts) * trust[:, None]), SUREST)
    guesses, confidence = likely.argmax(axis=1), likely.max(axis=1)
    right = guesses == answers
    limits = thresholds(confidence, guesses, right, len(names), options)
    overall = threshold(confidence, right, options.precision)
    fitted = fit(counts, answers, len(names), options).scaled(factors, shifts)
    parameters = assembled(counts, fitted, names, limits, overall, usual)
    progress(1.0)
    sure = confidence >= limits[guesses]
    precision = float(right[sure].mean()) if sure.any() else 1.0
    figures = float(right.mean()), overall, float(sure.mean()), precision
    return parameters, Report(parameters.digest(), len(names), len(answers), *figures, tuple(limits.tolist()))


def held_out(
    counts: Counted, answers: Array, labels: int, groups: Array, options: Options, progress: Progress
) -> HeldOut:
    """Scores each text by a model of the other folds."""
    fold = grouped_folds([str(one) for one in answers], groups, options.folds, options.seed)
    scores = np.zeros((len(answers), labels), dtype=np.float32)
    known, share = np.zeros(len(answers)), np.zeros(len(answers))
    for at in range(options.folds):
        inside = fold == at
        if inside.any() and not inside.all():
            fitted = fit(counts.rows(~inside), answers[~inside], labels, options)
            scores[inside], known[inside], share[inside] = fitted.scores(counts.rows(inside))
        progress((at + 1) / (options.folds + 1))
    return HeldOut(scores, known, share)


def assembled(
    counts: Counted, fitted: Fitted, names: tuple[str, ...], limits: Array, overall: float, usual: tuple[float, float]
) -> Parameters:
    """Rounds the weights to 16 bits, scaled so that the largest is 1 (the smallest would else lose their digits)."""
    scale = float(np.abs(fitted.weights).max(initial=0.0)) or 1.0
    columns = tuple(tuple(block[at] for at in kept) for block, kept in zip(counts.columns, fitted.chosen, strict=True))
    weights = (fitted.weights / scale).astype(np.float16)
    rarity = np.concatenate(fitted.rarity).astype(np.float32)
    return Parameters(names, columns, rarity, weights, scale, fitted.intercept, limits, overall, *usual)

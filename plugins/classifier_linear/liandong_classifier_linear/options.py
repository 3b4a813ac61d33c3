"""What may be chosen about a model. Each default is the best of those measured by five-fold cross-validation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How a model is trained.

    `precision`: the share that must be right among the texts classified without a person; `precision_each`: the share that
    must be right among those of each label. Both set the thresholds.
    `ridge`: strength of the penalty on large weights. `seen_in`: an n-gram must occur in so many training texts.
    `room`: the most weights to keep (n-grams times labels), which bounds the size of the file: 2 bytes each.
    `folds`: inner folds by which confidences are calibrated. `seed` fixes every random choice.
    """

    precision: float = 0.97
    precision_each: float = 0.96
    ridge: float = 0.3
    seen_in: int = 2
    room: int = 8_000_000
    folds: int = 6
    seed: int = 1

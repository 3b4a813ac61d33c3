"""A linear classifier of complaints. `train` writes a folder, `load` reads it, `cross_validate` tells how good it is."""

from __future__ import annotations

from liandong_classifier_linear.model import Candidate, LinearClassifier
from liandong_classifier_linear.options import Options
from liandong_classifier_linear.refusals import Refused
from liandong_classifier_linear.storage import load
from liandong_classifier_linear.training import Report, train
from liandong_classifier_linear.validation import Validation, cross_validate

__all__ = [
    "Candidate", "LinearClassifier", "Options", "Refused", "Report", "Validation", "cross_validate", "load", "train",
]  # fmt: skip

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from liandong_classifier_linear import cross_validate
from liandong_classifier_linear.validation import calibration_error, macro_f1

DATA = Path(os.environ.get("LIANDONG_DATA", Path(__file__).parents[4] / "shared" / "data"))
REAL = DATA / "complaints" / "labelled_tokens_train.csv"


def test_macro_f1_counts_each_label_alike() -> None:
    assert macro_f1(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1]), 2) == 1
    assert macro_f1(np.array([0, 0, 0, -1]), np.array([0, 0, 0, 1]), 2) == 0.5


def test_confidences_that_say_how_often_they_are_right_have_no_error() -> None:
    assert calibration_error(np.full(4, 0.75), np.array([1, 1, 1, 0])) == 0
    assert calibration_error(np.full(4, 0.75), np.zeros(4)) == 0.75


def test_texts_that_are_all_copies_cannot_be_known_beforehand() -> None:
    found = cross_validate(["路灯不亮已经三天了"] * 9 + ["井盖没有了很危险"] * 9, ["灯"] * 9 + ["井"] * 9, folds=2)
    assert found.groups == 2
    assert found.accuracy == 0


@pytest.mark.skipif(not REAL.is_file(), reason="The real complaints are not here; LIANDONG_DATA names their folder.")
def test_a_quarter_of_the_real_complaints_is_learned_well_and_what_is_accepted_is_right() -> None:
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[::4]
    found = cross_validate([row["tokens"] for row in rows], [row["label"] for row in rows], folds=2)
    assert found.macro_f1 > 0.85
    assert found.accepted_right > 0.95
    assert found.accepted > 0.4

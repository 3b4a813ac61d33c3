from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from liandong_classifier_linear import Options
from liandong_classifier_linear.fitting import calibration, temperature, threshold, thresholds
from liandong_classifier_linear.model import softmax


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), max_size=300))
def test_of_what_reaches_the_threshold_the_asked_share_is_right(rows: list[tuple[int, bool]]) -> None:
    confidence, right = np.array([one / 100 for one, _ in rows]), np.array([one for _, one in rows], dtype=bool)
    limit = threshold(confidence, right, 0.9)
    accepted = right[confidence >= limit]
    assert limit == 1.0 or accepted.mean() >= 0.9


def test_a_few_right_answers_do_not_show_a_share_of_97_in_100() -> None:
    assert threshold(np.full(33, 0.9), np.ones(33, dtype=bool), 0.97) == 1.0
    assert threshold(np.full(34, 0.9), np.ones(34, dtype=bool), 0.97) == 0.9


def test_the_temperature_recovers_the_factor_that_made_the_answers() -> None:
    dice = np.random.default_rng(2)
    scores = dice.normal(size=(20_000, 4))
    chances = softmax(scores * 3).cumsum(axis=1)
    answers = (dice.random((20_000, 1)) > chances).sum(axis=1).clip(0, 3)
    assert abs(temperature(scores, answers) - 3) < 0.15


def test_each_label_gets_the_factor_and_the_shift_that_its_scores_need() -> None:
    dice = np.random.default_rng(4)
    scores = dice.normal(size=(20_000, 3))
    chances = softmax(scores * np.array([3, 2, 1]) + np.array([0, 1, -1])).cumsum(axis=1)
    answers = (dice.random((20_000, 1)) > chances).sum(axis=1).clip(0, 2)
    factors, shifts = calibration(scores, answers)
    assert np.abs(factors - np.array([3, 2, 1])).max() < 0.2
    assert np.abs(shifts - shifts[0] - np.array([0, 1, -1])).max() < 0.2


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 2), st.booleans()), min_size=1, max_size=300))
def test_of_each_label_that_reaches_its_own_threshold_the_asked_share_is_right(
    rows: list[tuple[int, int, bool]],
) -> None:
    confidence, guesses, right = (np.array(one) for one in zip(*rows, strict=True))
    limits = thresholds(confidence / 100, guesses, right, 3, Options(precision=0.9, precision_each=0.9))
    for label in range(3):
        accepted = right[(guesses == label) & (confidence / 100 >= limits[label])]
        alone = (guesses == label).sum() * (1 - 0.9) >= 1
        assert not alone or not len(accepted) or accepted.mean() >= 0.9


def test_a_label_that_is_mostly_wrong_is_left_to_people_while_the_other_is_not() -> None:
    guesses = np.repeat([0, 1], 100)
    right = np.concatenate([np.ones(100, dtype=bool), np.arange(100) % 2 == 0])
    assert thresholds(np.full(200, 0.9), guesses, right, 2, Options(precision_each=0.97)).tolist() == [0.9, 1.0]


def test_labels_with_few_texts_are_judged_together() -> None:
    guesses = np.repeat([0, 1, 2], [40, 20, 20])
    assert thresholds(np.full(80, 0.8), guesses, np.ones(80, dtype=bool), 3, Options(precision_each=0.97)).tolist() == [
        0.8,
        0.8,
        0.8,
    ]
    assert thresholds(
        np.full(60, 0.8), guesses[:60], np.ones(60, dtype=bool), 3, Options(precision_each=0.97)
    ).tolist() == [0.8, 1.0, 1.0]

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from liandong_classifier_linear.fitting import temperature, threshold
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

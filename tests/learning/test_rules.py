"""Whether a new model may replace the one in use, and how far two mixes of kinds lie apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.learning.rules import Tally, drift, may_replace, tallied, verdicts
from liandong.learning.states import FEWEST_ASKED

ANSWERS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.booleans(), st.sampled_from("ab")), max_size=200)
MIXES = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 50), min_size=1)


@given(ANSWERS)
def test_a_model_is_not_worse_than_itself(answers: list[tuple[str | None, bool, str]]) -> None:
    tally = tallied(answers)
    assert all(one.holds for one in verdicts(tally, tally))
    assert may_replace(tally, tally) == (len(answers) >= FEWEST_ASKED)


@given(ANSWERS)
def test_a_tally_counts_each_answer_once(answers: list[tuple[str | None, bool, str]]) -> None:
    tally = tallied(answers)
    assert tally.asked == len(answers)
    assert tally.accepted_right <= min(tally.right, tally.accepted)
    assert max(tally.right, tally.accepted) <= tally.asked


def test_a_model_that_is_right_less_often_may_not_replace_the_old_one() -> None:
    old, new = Tally(200, 180, 150, 148), Tally(200, 176, 150, 148)
    assert [one.condition.name for one in verdicts(new, old) if not one.holds] == ["right"]
    assert not may_replace(new, old)


def test_a_model_that_accepts_more_but_more_of_it_wrongly_may_not_replace_the_old_one() -> None:
    old, new = Tally(200, 180, 150, 148), Tally(200, 185, 180, 172)
    assert [one.condition.name for one in verdicts(new, old) if not one.holds] == ["accepted_right"]


def test_what_is_within_the_tolerance_may_replace() -> None:
    assert may_replace(Tally(1000, 899, 700, 690), Tally(1000, 900, 710, 700))


def test_the_first_model_needs_enough_settled_cases_and_nothing_to_be_compared_with() -> None:
    assert may_replace(Tally(FEWEST_ASKED, 40, 10, 10), None)
    assert not may_replace(Tally(FEWEST_ASKED - 1, 40, 10, 10), None)


def test_a_model_that_leaves_everything_to_people_is_worse_in_what_it_accepts_alone() -> None:
    old, new = Tally(100, 90, 80, 79), Tally(100, 90, 0, 0)
    assert [one.condition.name for one in verdicts(new, old) if not one.holds] == ["accepted"]


@given(MIXES, MIXES)
def test_drift_lies_between_nothing_and_a_hundred_whichever_comes_first(
    one: dict[str, int], two: dict[str, int]
) -> None:
    there, back = drift(one, two), drift(two, one)
    assert there is not None
    assert there == pytest.approx(back)
    assert 0 <= there <= 100 + 1e-9


@given(MIXES, st.integers(1, 9))
def test_the_same_mix_of_more_cases_is_no_drift(mix: dict[str, int], times: int) -> None:
    assert (drift(mix, {kind: number * times for kind, number in mix.items()}) or 0) < 1e-9


def test_nothing_drifts_from_nothing() -> None:
    assert drift({}, {"a": 1}) is None
    assert drift({"a": 1}, {}) is None
    assert drift({"a": 1}, {"b": 3}) == 100

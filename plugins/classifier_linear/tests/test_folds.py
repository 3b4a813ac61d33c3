from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from liandong_classifier_linear.folds import grouped_folds, near_duplicates

LONG = (
    "位于书院路主干道的大厦一楼至四楼人为拆除水电等设施后烂尾多年用护栏围着不但占用人行道路而且护栏锈迹斑斑随时可能倒塌"
)


def test_a_complaint_sent_twice_with_small_changes_is_one_group() -> None:
    groups = near_duplicates([LONG, LONG[:-2] + "，请处理", " ".join(LONG), "路灯不亮了，请派人来看看"])
    assert groups[0] == groups[1] == groups[2] != groups[3]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=60))
def test_no_group_is_ever_split_over_folds(rows: list[tuple[str, int]]) -> None:
    groups = np.array([group for _, group in rows], dtype=np.int64)
    folds = grouped_folds([label for label, _ in rows], groups, 4, seed=1)
    assert all(len(set(folds[groups == one].tolist())) == 1 for one in set(groups.tolist()))


def test_every_fold_gets_its_share_of_a_rare_label() -> None:
    labels = ["rare"] * 5 + ["often"] * 95
    folds = grouped_folds(labels, np.arange(100), 5, seed=1)
    assert sorted(folds[:5].tolist()) == [0, 1, 2, 3, 4]
    assert np.bincount(folds).tolist() == [20] * 5

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from liandong_classifier_linear.reading import WORDS, Block, cut, grams, read


def test_cut_text_keeps_its_words_and_raw_text_has_none() -> None:
    assert read("投诉 市 区苑 物业 违规").words == ("投诉", "市", "区苑", "物业", "违规")
    assert read("物业违规收费 小区物业未经业主同意，利用公摊面积。").words == ()


def test_raw_text_is_cut_along_the_longest_known_words() -> None:
    assert cut("我们小区业主投诉", {"小区", "小区业主", "投诉"}) == ["小区业主", "投诉"]
    assert grams(read("小区业主，投诉"), WORDS, {"投诉"}) == ["投诉"]


@given(st.text(max_size=50))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = read(text).characters
    assert read(once).characters == once


def test_the_subject_block_reads_only_the_beginning() -> None:
    assert grams(read("路灯不亮"), Block("x", 1, 2, head=3)) == ["路", "灯", "不", "路灯", "灯不"]

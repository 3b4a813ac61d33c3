from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liandong_classifier_linear import LinearClassifier


def test_a_plain_complaint_gets_its_label_and_a_reason(model: LinearClassifier) -> None:
    best = model.classify(["三友路的井盖破损，麻烦看一下"])[0][0]
    assert best.label == "井盖"
    assert best.confidence >= model.threshold
    assert any("井盖" in word or word in "井盖破损" for word in best.words)


@given(texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=80), max_size=4))
def test_any_text_is_classified_with_sorted_confidences_that_sum_to_one_at_most(
    model: LinearClassifier, texts: list[str]
) -> None:
    answers = model.classify(texts)
    assert len(answers) == len(texts)
    for found in answers:
        shares = [one.confidence for one in found]
        assert len(found) <= 5
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share < 1 for share in shares)
        assert sum(shares) <= 1 + 1e-6


@given(texts=st.lists(st.text("路灯井盖积水不亮，破损 A3", max_size=30), max_size=9))
def test_a_text_gets_the_same_answer_alone_as_among_others(model: LinearClassifier, texts: list[str]) -> None:
    together = [[(one.label, one.words) for one in found] for found in model.classify(texts)]
    assert together == [[(one.label, one.words) for one in model.classify([text])[0]] for text in texts]


@pytest.mark.parametrize("text", ["", "   ", "！？……", "ᚠᚢᚦᚨᚱᚲ", "улица"])
def test_a_text_without_one_known_piece_gets_no_candidates(model: LinearClassifier, text: str) -> None:
    assert model.classify([text]) == [[]]


def test_one_known_character_in_a_strange_text_is_not_enough_to_be_sure(model: LinearClassifier) -> None:
    best = model.classify(["хочу пожаловаться на одну вещь 灯 потому что так нельзя"])[0][0]
    assert best.confidence < model.threshold


def test_width_case_and_spaces_do_not_matter(model: LinearClassifier) -> None:
    plain, wide = model.classify(["建设路口路灯不亮99", "建设路口 路灯不亮 ９９。"])
    assert plain == wide


def test_the_share_of_a_text_that_was_never_seen_lies_between_nothing_and_all(model: LinearClassifier) -> None:
    known, half, strange, empty = model.unseen(["建设路口路灯不亮", "建设路口路灯不亮，улица ждёт", "ᚠᚢᚦᚨᚱᚲ", ""])
    assert 0 <= known < half < strange == 1
    assert empty == 0

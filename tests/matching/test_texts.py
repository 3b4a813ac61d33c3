"""Likeness of texts: between 0 and 1, the same both ways, and rare words count for more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import bigrams
from liandong.matching.texts import contained, cosine, districts, elsewhere, numbers, rarities

TEXTS = st.frozensets(st.text("路灯垃圾井盖abc12", min_size=1, max_size=2), max_size=12)
CORPORA = st.lists(TEXTS, min_size=1, max_size=8)


def words(text: str) -> frozenset[str]:
    return frozenset(bigrams.words(text))


@given(TEXTS, TEXTS, CORPORA)
def test_likeness_is_a_share_and_the_same_both_ways(
    one: frozenset[str], other: frozenset[str], corpus: list[frozenset[str]]
) -> None:
    weights = rarities(corpus)
    assert 0.0 <= cosine(one, other, weights) <= 1.0
    assert cosine(one, other, weights) == cosine(other, one, weights)
    assert 0.0 <= contained(one, other, weights) <= 1.0


@given(TEXTS.filter(bool), CORPORA)
def test_a_text_is_wholly_like_itself_and_wholly_in_itself(text: frozenset[str], corpus: list[frozenset[str]]) -> None:
    assert round(cosine(text, text, rarities(corpus)), 9) == 1.0
    assert contained(text, text, rarities(corpus)) == 1.0


def test_a_shared_rare_word_makes_texts_more_alike_than_a_shared_common_one() -> None:
    corpus = [words(f"请问{place}路灯不亮") for place in ("桃蹊路", "望平街", "猛追湾", "二仙桥")]
    weights = rarities(corpus)
    one = words("桃蹊路路灯不亮")
    assert cosine(one, words("桃蹊路垃圾没人收"), weights) > cosine(one, words("东篱巷路灯不亮"), weights)


def test_districts_that_texts_name_tell_places_apart_and_estates_do_not() -> None:
    assert districts("A3区的小区和社区，成华区也有") == {"a3", "成华"}
    assert elsewhere(districts("A3区"), districts("a4区"))
    assert not elsewhere(districts("A3区"), districts("某小区"))


def test_numbers_of_houses_are_found() -> None:
    assert numbers(words("三单元 7栋 204公交")) == {"7", "204"}

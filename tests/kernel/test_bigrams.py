from __future__ import annotations

from liandong.kernel.bigrams import document, query, words


def test_chinese_becomes_pairs_and_latin_stays_whole() -> None:
    assert words("路灯不亮 LED灯") == ["路灯", "灯不", "不亮", "led", "灯"]


def test_a_document_keeps_the_order_of_its_words() -> None:
    assert document("桃蹊路12号") == "桃蹊 蹊路 12 号"


def test_a_query_asks_for_every_typed_word_as_a_phrase() -> None:
    assert query("路灯不亮 桃蹊路") == "(路灯 <-> 灯不 <-> 不亮) & (桃蹊 <-> 蹊路)"


def test_one_letter_asks_for_all_words_it_begins() -> None:
    assert query("灯") == "灯:*"


def test_punctuation_asks_for_nothing() -> None:
    assert query("！？ &|") == ""

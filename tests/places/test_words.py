"""The plain text, and the small readings taken from it: numbers, offsets, sounds, other cities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.places.words import plain
from liandong.places.words_elsewhere import anonymised, foreign_spans, is_elsewhere
from liandong.places.words_numbers import number
from liandong.places.words_offset import house_number_after, offset_after
from liandong.places.words_sound import coded

DIGITS = "零一二三四五六七八九"


def said(value: int) -> str:
    """A number from 1 to 9999 as it is said in full: 1050 is 一千零五十."""
    words, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += ("零" if zero else "") + DIGITS[digit] + word
        zero = bool(words) and not digit
    return words


@given(st.integers(1, 9999))
def test_a_number_said_in_full_is_read_back(value: int) -> None:
    assert number(said(value)) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [("十", 10), ("十八", 18), ("两百五", 250), ("一百零五", 105), ("百", 100), ("半", 0.5), ("一二三", 123),
     ("1.2", 1.2), ("76", 76), ("一万二", 12000), ("路", None), ("", None)],
)  # fmt: skip
def test_numbers_as_people_say_them(words: str, value: float | None) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("建设 北路 1段 ７６＃", "建设北路一段76号"),
        ("【２环路东２段】", "二环路东二段"),
        ("sm广场!!", "SM广场。。"),
        ("13段", "13段"),
    ],
)
def test_plain_text_has_one_spelling(words: str, text: str) -> None:
    assert plain(words) == text


@given(st.text("建设北路一二段1 2#　７６，！、【】abＡ.-/", max_size=60))
def test_plain_text_stays_plain(words: str) -> None:
    assert plain(plain(words)) == plain(words)


@pytest.mark.parametrize(
    ("text", "bearing", "metres"),
    [("东北60米", 45, 60), ("南门往西约一百五十米", 270, 150), ("以北1公里", 0, 1000),
     ("东边二里", 90, 1000), ("朝东100步", 90, 70), ("100米东南方向", 135, 100), ("北侧", None, 0),
     ("旁边", None, 0), ("附近200米", None, 0)],
)  # fmt: skip
def test_the_way_from_a_name_is_understood(text: str, bearing: float | None, metres: float) -> None:
    offset = offset_after(text, 0)
    assert offset is not None
    assert offset.bearing_deg == bearing
    assert offset.metres == pytest.approx(metres)


@pytest.mark.parametrize("text", ["", "很吵", "西广场出租车", "10000公里东边", "第3栋"])
def test_what_leads_nowhere_is_no_offset(text: str) -> None:
    offset = offset_after(text, 0)
    assert offset is None or offset.bearing_deg is None


@pytest.mark.parametrize(
    ("text", "house"), [("76号", 76), ("七十六号院", 76), ("4号线地铁", None), ("2号门", None), ("上", None)]
)
def test_a_house_number_is_not_a_line_or_a_gate(text: str, house: int | None) -> None:
    assert house_number_after(text, 0) == house


@pytest.mark.parametrize("text", ["A市A3区联丰路", "K8县", "西地省", "A7县泉塘街道", "A5区魅力之城"])
def test_letters_in_place_of_names_are_noticed(text: str) -> None:
    assert anonymised(text)


@pytest.mark.parametrize("text", ["SM广场A3区", "望平小区B区5栋", "A3区2栋", "升仙湖地铁站B出口", "339电视塔"])
def test_parts_of_a_place_are_no_letters_in_place_of_names(text: str) -> None:
    assert not anonymised(text)


def test_another_district_reaches_to_the_end_of_its_sentence_only() -> None:
    text = plain("武侯区建设路。成华区建设路")
    spans = foreign_spans(text)
    assert [is_elsewhere(text, at, spans) for at in (3, 10)] == [True, False]
    assert foreign_spans("成都市成华区望平街的小区和超市") == []


@pytest.mark.parametrize(("one", "other"), [("猛追弯", "猛追湾"), ("数龙", "蜀龙"), ("银晖", "迎晖"), ("桃西", "桃蹊")])
def test_what_sounds_alike_here_has_one_code(one: str, other: str) -> None:
    assert coded(one) == coded(other)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三丰", "张**"), ("李四", "李*"), ("欧阳修", "欧阳*"), ("欧阳", "欧*"), ("王", "*"), ("", ""),
     (" ", ""), ("John Smith", "J***")],
)  # fmt: skip
def test_a_name_shows_its_surname(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812342041", "138****2041"), ("+86 138-1234-2041", "138****2041"), ("02886541234", "*********34"),
     ("12345", "*****"), ("", "")],
)  # fmt: skip
def test_a_number_shows_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(st.text(alphabet="张三丰欧阳李abc", min_size=2, max_size=8))
def test_a_given_name_never_shows(name: str) -> None:
    assert "*" in mask_name(name)
    assert len(mask_name(name).rstrip("*")) <= 2


@given(st.text(alphabet="0123456789", max_size=20))
def test_a_number_never_shows_more_than_seven_digits(phone: str) -> None:
    assert sum(letter.isdigit() for letter in mask_phone(phone)) <= 7

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.refusals import Refused
from liandong.places.rows import DivisionRow, SuccessionRow
from liandong.places.rules import (
    area_now,
    edition_change,
    refuse_unsound_edition,
    refuse_unsound_successions,
    steps_of,
    successor,
)

DISTRICT = DivisionRow("510108", "成华区", "district", "")
STREET = DivisionRow("510108004", "双桥子街道", "subdistrict", "510108")
HOME = DivisionRow("510108004003", "双林社区", "community", "510108004")
EDITION = [DISTRICT, STREET, HOME]
DAY = date(2020, 1, 1)
CODES = st.sampled_from(["510108002", "510108004", "510108006", "510108007"])
SUCCESSIONS = st.lists(
    st.builds(
        SuccessionRow,
        CODES,
        CODES,
        st.dates(date(2018, 1, 1), date(2023, 1, 1)),
        st.just("assumed"),
        st.just(""),
    ),
    max_size=20,
    unique_by=lambda row: (row.from_code, row.on),
)


def test_a_sound_edition_is_not_refused() -> None:
    refuse_unsound_edition(EDITION)


@pytest.mark.parametrize(
    "edition",
    [
        [],
        [STREET, HOME],
        [DISTRICT, HOME],
        [*EDITION, HOME],
        [DISTRICT, STREET, DivisionRow("510108004003", "双林社区", "community", "510108006")],
        [DISTRICT, DivisionRow("51010800", "双桥子街道", "subdistrict", "510108")],
        [DISTRICT, DivisionRow("51010800x", "双桥子街道", "subdistrict", "510108")],
        [DISTRICT, DivisionRow("510108004", " ", "subdistrict", "510108")],
        [DISTRICT, DivisionRow("510108004", "双桥子街道", "street", "510108")],
    ],
)
def test_an_unsound_edition_is_refused(edition: list[DivisionRow]) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unsound_edition(edition)
    assert refused.value.code == "bad-edition"


@given(
    before=st.dictionaries(CODES, st.sampled_from("甲乙")),
    after=st.dictionaries(CODES, st.sampled_from("甲乙")),
)
def test_closing_and_opening_turns_one_edition_into_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    holding = {code: DivisionRow(code, name, "subdistrict", "510108") for code, name in before.items()}
    edition = [DivisionRow(code, name, "subdistrict", "510108") for code, name in after.items()]
    change = edition_change(holding, edition)
    left = {code: row for code, row in holding.items() if code not in change.closed}
    assert {**left, **{row.code: row for row in change.opened}} == {row.code: row for row in edition}
    assert change.unchanged == len(left)
    assert not set(left) & {row.code for row in change.opened}


@pytest.mark.parametrize(
    "rows",
    [
        [SuccessionRow("510108012", to, DAY, "assumed") for to in ("510108006", "510108002")],
        [SuccessionRow("510108012", "510108006005", DAY, "assumed")],
        [SuccessionRow("5101080125", "5101080065", DAY, "assumed")],
        [SuccessionRow("510108012", "510108006", DAY, "guess")],
    ],
)  # fmt: skip
def test_unsound_successions_are_refused(rows: list[SuccessionRow]) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unsound_successions(rows)
    assert refused.value.code == "bad-succession"


def test_a_chain_of_successions_is_followed_up_to_the_day_asked_for() -> None:
    steps = steps_of([
        SuccessionRow("510108013", "510108012", date(2019, 1, 1), "assumed"),
        SuccessionRow("510108012", "510108006", date(2020, 1, 1), "assumed"),
    ])  # fmt: skip
    assert successor("510108013", steps, date(2018, 12, 31)) == "510108013"
    assert successor("510108013", steps, date(2019, 1, 1)) == "510108012"
    assert successor("510108013", steps, date(2024, 1, 1)) == "510108006"


def test_a_code_given_to_another_unit_later_means_the_unit_of_the_day_it_was_written_down() -> None:
    steps = steps_of([SuccessionRow("510108012", "510108006", DAY, "same_name")])
    assert successor("510108012", steps, date(2024, 1, 1), since=date(2019, 5, 1)) == "510108006"
    assert successor("510108012", steps, date(2024, 1, 1), since=date(2021, 5, 1)) == "510108012"


@given(rows=SUCCESSIONS, code=CODES, on=st.dates(date(2017, 1, 1), date(2024, 1, 1)), wait=st.integers(0, 900))
def test_following_ends_and_going_in_two_strides_comes_to_the_same_place(
    rows: list[SuccessionRow], code: str, on: date, wait: int
) -> None:
    steps = steps_of(rows)
    halfway = on - timedelta(days=wait)
    assert successor(successor(code, steps, halfway), steps, on, since=halfway) == successor(code, steps, on)


def test_an_area_without_a_continuation_falls_to_its_subdistricts_and_then_to_the_district() -> None:
    steps = steps_of([SuccessionRow("510108012", "510108006", DAY, "assumed")])
    holding = {"510108", "510108006"}
    later = date(2021, 1, 1)
    assert area_now("510108012002017", steps, holding, later) == "510108006"
    assert area_now("510108099001", steps, holding, later) == "510108"
    assert area_now("510104001", steps, holding, later) is None

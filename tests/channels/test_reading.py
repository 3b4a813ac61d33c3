"""From a row to a report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.channels.mapping import Mapping, parsed, restored
from liandong.channels.reading import clean, draft, row_key
from liandong.kernel.coordinates import metres_between
from liandong.kernel.refusals import Refused

NOW = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)
COLUMNS = {word: word for word in ("key", "title", "text", "reported_at", "lon", "lat", "place", "name", "phone")}
MAPPING = Mapping("s", COLUMNS)


@pytest.mark.parametrize(
    "written",
    [
        "2020-01-06 12:09:38",
        "2020/1/6 12:09:38",
        "2020年1月6日 12:09:38",
        "20200106120938",
        "2020-01-06T12:09:38+08:00",
    ],
)
def test_a_time_is_read_however_it_is_written(written: str) -> None:
    assert draft({"text": "积水", "reported_at": written}, MAPPING, NOW).reported_at == datetime(
        2020, 1, 6, 4, 9, 38, tzinfo=UTC
    )


def test_the_mapping_may_say_how_times_are_written_and_where() -> None:
    there = Mapping("s", COLUMNS, times=("%d.%m.%Y %H:%M",), timezone="Europe/Berlin")
    read = draft({"text": "积水", "reported_at": "06.01.2020 12:09"}, there, NOW)
    assert read.reported_at == datetime(2020, 1, 6, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"text": " \n "}, "no-text"),
        ({"text": "x" * 20_001}, "too-long"),
        ({"text": "积水", "reported_at": "昨天"}, "bad-time"),
        ({"text": "积水", "reported_at": "2099-01-01"}, "future-time"),
        ({"text": "积水", "reported_at": "1899-12-31"}, "bad-time"),
        ({"text": "积水", "lon": "104"}, "bad-place"),
        ({"text": "积水", "lon": "104", "lat": "31"}, "rounded"),
        ({"text": "积水", "lon": "-73.98", "lat": "40.75"}, "bad-place"),
    ],
)
def test_what_cannot_be_is_refused_by_its_column(row: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        draft(row, MAPPING, NOW)
    assert refusal.value.code == code


def test_swapped_coordinates_are_put_right_and_gcj_is_converted() -> None:
    swapped = draft({"text": "积水", "lon": "30.6935", "lat": "104.1142"}, MAPPING, NOW)
    assert (swapped.lon, swapped.lat) == (104.1142, 30.6935)
    shifted = draft(
        {"text": "积水", "lon": "104.1142", "lat": "30.6935"}, Mapping("s", COLUMNS, coordinates="gcj02"), NOW
    )
    assert shifted.lon is not None
    assert shifted.lat is not None
    assert 300 < metres_between(shifted.lon, shifted.lat, 104.1142, 30.6935) < 420


@given(st.text(max_size=200))
def test_no_control_character_survives_cleaning(text: str) -> None:
    assert not any(ord(letter) < 32 and letter != "\n" for letter in clean(text))


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4))
def test_a_row_without_a_key_is_known_by_what_it_says(row: dict[str, str]) -> None:
    assert row_key(row, MAPPING) == row_key(dict(reversed(row.items())), MAPPING)
    assert row_key(row, MAPPING) != row_key({**row, "more": "x"}, MAPPING) or "key" in row


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns: [a", "不是 YAML"),
        ("source: x", "要有 columns"),
        ("columns: {text: a, colour: b}", "colour"),
        ("columns: {title: a}", "内容"),
        ("columns: {text: a}\ncoordinates: utm", "坐标系"),
        ("columns: {text: a}\ntimezone: Mars/Base", "Mars/Base"),
    ],
)
def test_a_mapping_that_says_nothing_clear_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        parsed(text, "map.yaml")


def test_a_mapping_survives_being_stored() -> None:
    read = parsed("columns: {text: 内容}\ntimes: ['%d.%m.%Y']\n", "messages-2020.yaml")
    assert read.source == "messages-2020"
    assert restored(read.as_json()) == read

"""Words find a place: measured on a list of our own, and on what must not be found."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString
from shapely.ops import nearest_points

from liandong.kernel.coordinates import metres_between, moved
from liandong.places.gazetteer import ACCEPT, Gazetteer
from liandong.places.gazetteer_names import Kind, Named
from liandong.places.gazetteer_reading import Found

HERE = Path(__file__).parent
PLACES = Path(__file__).parents[2] / "liandong" / "site" / "demo" / "chenghua" / "places.csv"
NEAR_M = 150.0


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def place(row: dict[str, str]) -> Named:
    points = [point.split() for point in row["line"].split(";") if point]
    return Named(
        kind=cast(Kind, row["kind"]), name=row["name"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        community=row["community"], lon=float(row["lon"]), lat=float(row["lat"]),
        line=tuple((float(lon), float(lat)) for lon, lat in points) or None,
    )  # fmt: skip


def division(row: dict[str, str]) -> Named:
    kind: Kind = "community" if len(row["code"]) == 12 else "subdistrict"
    return Named(kind, row["name"], (), row["code"], float(row["lon"]), float(row["lat"]))


NAMES = [*map(place, rows(PLACES)), *map(division, rows(HERE / "words_of_divisions.csv"))]
GAZETTEER = Gazetteer(NAMES)
LIST = rows(HERE / "words_of_place.csv")


def line_of(name: str) -> MultiLineString:
    """A road's line, or the lines of all its sections."""
    roads = [n for n in NAMES if n.kind == "road" and (n.name == name or n.name[:-2] == name) and n.line]
    return MultiLineString([LineString(road.line or ()) for road in roads])


def expected_point(row: dict[str, str]) -> tuple[float, float]:
    """Where the words of a row lead, worked out without the code under test."""
    first, _, second = row["expected"].partition("×")
    if second:
        one, other = nearest_points(line_of(first), line_of(second))
        return (one.x + other.x) / 2, (one.y + other.y) / 2
    named = next(n for n in NAMES if n.name == first)
    if row["metres"]:
        return moved(named.lon, named.lat, float(row["bearing_deg"]), float(row["metres"]))
    return named.lon, named.lat


def is_right(row: dict[str, str], found: Found) -> bool:
    parts = row["expected"].split("×")
    named = found.name == row["expected"] if len(parts) == 1 else found.name == f"{parts[0]}与{parts[1]}路口"
    return named and metres_between(*expected_point(row), found.lon, found.lat) <= NEAR_M


@dataclass
class Tally:
    found: int = 0
    wrong: int = 0
    waiting: int = 0


def test_the_list_is_found_and_hardly_ever_wrong() -> None:
    tallies: dict[str, Tally] = {}
    for row in (row for row in LIST if row["expected"]):
        best = next(iter(GAZETTEER.find(row["words"])), None)
        tally = tallies.setdefault(row["difficulty"], Tally())
        if best is None or best.confidence < ACCEPT:
            tally.waiting += 1
        elif is_right(row, best):
            tally.found += 1
        else:
            tally.wrong += 1
    for difficulty, tally in tallies.items():
        print(f"{difficulty}: {tally}")
    total = sum(t.found + t.wrong + t.waiting for t in tallies.values())
    found, wrong = sum(t.found for t in tallies.values()), sum(t.wrong for t in tallies.values())
    print(f"found {found / total:.3f}, wrong {wrong / total:.3f} of {total}")
    assert found / total >= 0.93
    assert wrong / total <= 0.02


@pytest.mark.parametrize("words", [row["words"] for row in LIST if not row["expected"]])
def test_what_is_not_ours_or_not_clear_is_never_accepted(words: str) -> None:
    assert [found for found in GAZETTEER.find(words) if found.confidence >= ACCEPT] == []


def test_the_list_is_as_long_and_as_hard_as_promised() -> None:
    kinds = Counter(row["difficulty"] for row in LIST)
    assert len(LIST) >= 320
    assert (kinds["misspelt"] >= 60, kinds["offset"] >= 40, kinds["negative"] >= 40) == (True, True, True)


def test_the_demo_names_lie_in_the_district_and_are_named_once() -> None:
    places, codes = NAMES[: len(rows(PLACES))], {row["code"] for row in rows(HERE / "words_of_divisions.csv")}
    kinds = Counter(named.kind for named in places)
    assert (kinds["road"] >= 120, kinds["landmark"] >= 120, kinds["courtyard"] >= 150) == (True, True, True)
    assert all(104.07 < named.lon < 104.23 and 30.62 < named.lat < 30.75 for named in places)
    assert {named.community for named in places} <= codes
    spellings = Counter(spelling for named in places for spelling in (named.name, *named.aliases))
    assert [spelling for spelling, times in spellings.items() if times > 1] == []


def test_messages_of_another_city_are_practically_never_accepted(real_data: Path) -> None:
    messages = rows(real_data / "complaints" / "messages_with_votes.csv")
    accepted = [
        found[0].reason
        for message in messages
        if (found := GAZETTEER.find(f"{message['留言主题']}。{message['留言详情']}")) and found[0].confidence >= ACCEPT
    ]
    print(f"{len(accepted)} of {len(messages)} accepted: {accepted}")
    assert len(accepted) <= 0.002 * len(messages)


def test_addresses_of_other_cities_are_hardly_ever_accepted(real_data: Path) -> None:
    blocks = (real_data / "addresses" / "dev.txt").read_text(encoding="utf-8").split("\n\n")
    addresses = ["".join(line.split()[0] for line in block.splitlines() if line.strip()) for block in blocks]
    accepted = sum(any(f.confidence >= ACCEPT for f in GAZETTEER.find(address)[:1]) for address in addresses)
    print(f"{accepted} of {len(addresses)} accepted")
    assert accepted <= 0.015 * len(addresses)


@given(st.text(max_size=120))
def test_any_text_is_answered_with_sound_places(words: str) -> None:
    for found in GAZETTEER.find(words):
        assert 0 <= found.confidence <= 1
        assert found.precision_m > 0
        assert found.reason


@settings(max_examples=60)
@given(
    st.sampled_from([n for n in NAMES if n.kind == "landmark"]),
    st.sampled_from("东南西北"),
    st.integers(10, 900),
)
def test_an_offset_lies_as_far_away_as_was_said(named: Named, direction: str, metres: int) -> None:
    best = GAZETTEER.find(f"{named.name}往{direction}{metres}米")[0]
    assert abs(metres_between(named.lon, named.lat, best.lon, best.lat) - metres) < 1 + 0.01 * metres


@settings(max_examples=60)
@given(st.sampled_from([n for n in NAMES if n.kind == "road"]), st.sampled_from("东南西北中"))
def test_a_road_of_another_direction_is_another_road(named: Named, direction: str) -> None:
    other = f"{named.name[:-1]}{direction}{named.name[-1]}"
    names = {spelling for n in NAMES for spelling in (n.name, *n.aliases)}
    accepted = {found.name for found in GAZETTEER.find(other) if found.confidence >= ACCEPT}
    assert other in names or direction in named.name or named.name not in accepted


def test_two_places_far_apart_wait_for_a_human_with_both_named() -> None:
    found = GAZETTEER.find("东郊记忆和成都动物园都有人乱停车")
    assert [place.name for place in found] == ["东郊记忆", "成都动物园"]
    assert max(place.confidence for place in found) < ACCEPT
    assert "相距较远" in found[0].reason


def test_of_two_names_side_by_side_the_narrower_comes_last() -> None:
    assert [found.name for found in GAZETTEER.find("猛追湾339")] == ["天府熊猫塔", "猛追湾"]


def test_the_name_of_a_neighbourhood_is_less_precise_than_a_landmark() -> None:
    precision = {name: GAZETTEER.find(name)[0].precision_m for name in ("二仙桥", "李家沱", "东郊记忆")}
    assert precision == {"二仙桥": 400.0, "李家沱": 400.0, "东郊记忆": 80.0}


def test_a_section_may_be_said_without_the_word_road() -> None:
    assert GAZETTEER.find("建设北一段76号")[0].name == "建设北路一段"


def test_an_authority_that_is_only_complained_about_is_not_the_place() -> None:
    about = GAZETTEER.find("请成华区政府管一管，建设北路一段76号楼下每天晚上都有人烧烤")
    assert [(found.name, found.confidence >= ACCEPT) for found in about] == [
        ("建设北路一段", True), ("成华区人民政府", False)
    ]  # fmt: skip
    assert GAZETTEER.find("你们成华区政府不作为，打了很多次电话都没有人管")[0].confidence < ACCEPT
    assert GAZETTEER.find("反映成华区政府东南110米处的路灯一直没有人来修理")[0].confidence >= ACCEPT


def test_house_numbers_are_interpolated_where_the_ends_are_known() -> None:
    line = ((104.10, 30.66), (104.12, 30.66))
    gazetteer = Gazetteer([Named("road", "试验路", (), "510108012002", 104.11, 30.66, line, (1, 101))])
    found = gazetteer.find("试验路76号")[0]
    assert (round(found.lon, 4), round(found.lat, 4)) == (104.115, 30.66)
    assert found.precision_m < gazetteer.find("试验路")[0].precision_m
    assert gazetteer.find("试验路300号")[0].confidence < ACCEPT


def test_a_shared_name_is_settled_by_the_community_beside_it() -> None:
    twins = [
        Named("courtyard", "幸福小区", (), "510108012002", 104.10, 30.68),
        Named("courtyard", "幸福小区", (), "510108016001", 104.18, 30.70),
        Named("community", "文德社区居委会", (), "510108012002", 104.104, 30.68),
    ]
    gazetteer = Gazetteer(twins)
    assert gazetteer.find("文德社区幸福小区")[0].community == "510108012002"
    alone = gazetteer.find("幸福小区")
    assert [found.community for found in alone] == ["510108012002", "510108016001"]
    assert max(found.confidence for found in alone) < ACCEPT


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("东郊记忆东北60米", "“东郊记忆”是地标，取其东北 60 米"),
        ("猛追弯街", "“猛追弯街”（按音形认作“猛追湾街”）是路名，取路段中点"),
        ("建设北路一段76号", "“建设北路一段”是路名，76 号的位置不详，取路段中点"),
        ("建设路和二环路东二段路口", "“建设路”、“二环路东二段”都是路名，取两路相交处"),
        (
            "双林璐与双林中横路口往北50米",
            "“双林璐”（按音形认作“双林路”）、“双林中横路”都是路名，取两路相交处，再往北 50 米",
        ),
        ("昭觉寺到动物园中间", "“昭觉寺”、“动物园”（即“成都动物园”）相距约 304 米，取其中间"),
        ("成都理工大学银杏小区", "“成都理工大学”是地标，但后面还有“银杏小区”，名录里没有，请核对"),
        ("三环路", "“三环路”是路名，取路段中点；范围太大，请问清具体位置"),
        ("文德居委会", "“文德居委会”（即“文德社区居委会”）是社区，取其所在位置"),
    ],
)
def test_the_reason_is_what_a_clerk_would_say(words: str, reason: str) -> None:
    assert GAZETTEER.find(words)[0].reason == reason

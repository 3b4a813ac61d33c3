"""The demo district's reference data agrees with itself: read with csv alone, no database."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

import liandong

FOLDER: Final = Path(liandong.__path__[0]) / "site" / "demo" / "chenghua"
STAGES: Final = ("triage", "dispatch", "accept", "handle", "verify", "overall", "answer")
URGENCIES: Final = ("normal", "urgent", "critical")
ELAPSED_HOURS: Final = {"working_hours": 3.0, "working_days": 24.0, "days": 24.0, "hours": 1.0}
"""About how many hours pass on the wall per unit of a measure, at eight working hours a day."""

CHANNELS: Final = {"hotline", "app", "wechat", "grid", "window", "web", "import", "police", "sensor"}
SLOTS: Final = {"place", "n", "time"}
COMPLAINT_CLASSES: Final = {
    "城乡建设", "劳动和社会保障", "教育文体", "商贸旅游", "环境保护", "卫生计生", "交通运输",
}  # fmt: skip
MOVES: Final = {
    "handle", "return", "rework", "ask_extension", "ask_suspension",
    "verify", "refuse", "reopen", "rate", "note",
}  # fmt: skip
ROUND_THE_CLOCK: Final = {
    "center", "anquan", "yingji", "xiaofang", "gongan", "jiaojing", "chengguan", "shichang",
    "gongdian", "ranqi", "zilaishui", "paishui", "tongxin",
}  # fmt: skip
"""Functions of units that keep somebody on duty at night and on holidays."""

WORDS_ABOUT_PERSONS: Final = (
    "重点人", "特殊人群", "可疑人", "上访", "缠访", "闹访", "信访人员", "重复访", "越级访",
    "民族", "宗教", "信教", "教徒", "政治", "思想动态", "失信", "黑名单", "稳控", "维稳",
    "刑满", "矫正人员", "吸毒", "精神病", "精神障碍", "流动人口", "外来人口", "群租",
    "访客", "来往人员", "举报邻居",
)  # fmt: skip
"""What no kind and no phrase may be about: persons' identity, belief, behaviour or visitors."""

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KINDS: Final = rows("kinds")
MINORS: Final = [kind for kind in KINDS if kind["parent"]]
LIMITS: Final = rows("limits")
RULES: Final = sorted(rows("rules"), key=lambda rule: int(rule["order"]))
UNITS: Final = rows("units")
PHRASES: Final = rows("phrases")
COMMUNITIES: Final = [row["code"] for row in rows("divisions_2017") if row["level"] == "community"]


def first_rule(kind: str, moment: str) -> Row:
    """The rule for a kind at a moment ("working" or "off"): the lowest order whose prefix and hours fit."""
    return next(r for r in RULES if kind.startswith(r["kind"]) and r["hours"] in ("always", moment))


def filled(template: str, community: str) -> str:
    return template.format(district=community[:6], subdistrict=community[:9], community=community)


def limit_of(kind: str, stage: str, urgency: str) -> Row | None:
    """The limit with the longest prefix of the kind for the stage and urgency."""
    fitting = [
        row for row in LIMITS if kind.startswith(row["matter"]) and (row["stage"], row["urgency"]) == (stage, urgency)
    ]
    return max(fitting, key=lambda row: len(row["matter"]), default=None)


@pytest.mark.parametrize("name", ["kinds", "units", "rules"])
def test_codes_are_unique(name: str) -> None:
    repeated = [code for code, times in Counter(row["code"] for row in rows(name)).items() if times > 1]
    assert not repeated


def test_limits_are_unique_and_use_known_words() -> None:
    assert len({(r["matter"], r["stage"], r["urgency"]) for r in LIMITS}) == len(LIMITS)
    assert {r["stage"] for r in LIMITS} == set(STAGES)
    assert {r["urgency"] for r in LIMITS} == set(URGENCIES)
    assert {r["measure"] for r in LIMITS} <= set(ELAPSED_HOURS)
    assert all(float(r["amount"]) > 0 for r in LIMITS)


def test_a_limit_or_rule_names_an_existing_kind() -> None:
    prefixes = {""} | {kind["code"][:length] for kind in KINDS for length in range(1, 6)}
    assert {r["matter"] for r in LIMITS} | {r["kind"] for r in RULES} <= prefixes


def test_every_parent_exists() -> None:
    for table in (KINDS, UNITS):
        codes = {row["code"] for row in table}
        assert {row["parent"] for row in table if row["parent"]} <= codes


def test_a_minor_kind_lies_in_its_major_and_says_when_it_is_filed_and_closed() -> None:
    for kind in MINORS:
        assert re.fullmatch(r"[CEQ]\d{4}", kind["code"])
        assert kind["code"].startswith(kind["parent"])
        assert kind["urgency"] in URGENCIES
        assert all(kind[field] for field in ("name", "name_en", "filing_condition", "closing_condition"))
        assert kind["public_name"] or kind["public"] == "no"


def test_kinds_fit_their_columns_and_have_names_of_their_own() -> None:
    widths = {"name": 40, "name_en": 80, "public_name": 40}
    assert all(len(kind[field]) <= width for kind in KINDS for field, width in widths.items())
    assert len({kind["name"] for kind in MINORS}) == len(MINORS)


def test_the_first_level_of_complaints_holds_the_seven_usual_classes() -> None:
    majors = {kind["name"] for kind in KINDS if kind["category"] == "complaint" and not kind["parent"]}
    assert majors >= COMPLAINT_CLASSES
    assert len(majors) == 15


def test_complaints_about_officials_are_confidential_from_the_start() -> None:
    assert {k["code"][:3] for k in KINDS if k["confidential"] == "yes"} == {"Q12"}
    assert all(k["confidential"] == "yes" for k in KINDS if k["code"].startswith("Q12"))


def test_every_minor_kind_has_a_rule_at_every_hour_besides_the_catch_all() -> None:
    for kind in MINORS:
        for moment in ("working", "off"):
            assert len(first_rule(kind["code"], moment)["kind"]) > 1, kind["code"]


def test_the_catch_all_of_each_class_comes_last() -> None:
    assert {rule["kind"] for rule in RULES[-3:]} == {"C", "E", "Q"}
    assert all(rule["unit"] == "{subdistrict}-office" for rule in RULES[-3:])


def test_no_rule_is_hidden_by_an_earlier_one() -> None:
    for rule in RULES[:-3]:
        moment = "off" if rule["hours"] == "off" else "working"
        assert any(first_rule(kind["code"], moment) is rule for kind in MINORS), rule["code"]


def test_an_urgent_component_or_event_goes_to_a_unit_on_duty_off_hours() -> None:
    for kind in MINORS:
        if kind["urgency"] != "normal":
            function = first_rule(kind["code"], "off")["unit"].rpartition("-")[2]
            assert function in ROUND_THE_CLOCK, kind["code"]


def test_every_rule_resolves_to_a_unit_in_every_community() -> None:
    codes = {unit["code"] for unit in UNITS}
    assert len(COMMUNITIES) == 103
    missing = {unit for r in RULES for c in COMMUNITIES if (unit := filled(r["unit"], c)) not in codes}
    assert not missing


def test_every_minor_kind_has_a_limit_for_every_stage_at_its_own_urgency() -> None:
    for kind in MINORS:
        for stage in STAGES:
            assert limit_of(kind["code"], stage, kind["urgency"]), (kind["code"], stage)


def elapsed(kind: str, stage: str, urgency: str) -> float:
    limit = limit_of(kind, stage, urgency)
    assert limit is not None, (kind, stage, urgency)
    return float(limit["amount"]) * ELAPSED_HOURS[limit["measure"]]


@pytest.mark.parametrize("urgency", URGENCIES)
def test_the_stages_from_filing_on_fit_into_the_overall_limit(urgency: str) -> None:
    for kind in MINORS:
        spent = sum(elapsed(kind["code"], stage, urgency) for stage in STAGES[1:5])
        assert spent <= elapsed(kind["code"], "overall", urgency), (kind["code"], spent)


def test_exposed_rubbish_is_due_in_four_working_hours() -> None:
    limit = limit_of("E0102", "handle", "normal")
    assert limit is not None
    assert (limit["amount"], limit["measure"]) == ("4", "working_hours")


def test_a_unit_code_is_its_area_and_its_function() -> None:
    assert all(unit["code"] == f"{unit['area']}-{unit['function']}" for unit in UNITS)
    assert all(unit["duty"] and unit["name_en"] for unit in UNITS)
    assert len({unit["name"] for unit in UNITS}) == len(UNITS)


def test_every_minor_kind_has_eight_phrases_and_only_minor_kinds_have() -> None:
    counts = Counter(phrase["kind"] for phrase in PHRASES)
    assert set(counts) == {kind["code"] for kind in MINORS}
    assert min(counts.values()) >= 8


def test_no_phrase_appears_twice_even_with_its_slots_and_marks_taken_out() -> None:
    bare = Counter(re.sub(r"\{\w+\}|\W", "", phrase["text"]) for phrase in PHRASES)
    assert not [text for text, times in bare.items() if times > 1]


def test_a_phrase_uses_known_slots_and_channels() -> None:
    assert {slot for phrase in PHRASES for slot in re.findall(r"\{(\w+)\}", phrase["text"])} == SLOTS
    assert {phrase["channel_hint"] for phrase in PHRASES} <= CHANNELS


def test_no_kind_and_no_phrase_is_about_persons() -> None:
    texts = [text for row in (*KINDS, *PHRASES, *RULES) for text in row.values()]
    assert not [(word, text) for word in WORDS_ABOUT_PERSONS for text in texts if word in text]


def test_no_phrase_carries_a_telephone_or_identity_number() -> None:
    assert not [phrase for phrase in PHRASES if re.search(r"\d{7}", phrase["text"])]


def test_answers_cover_every_move_that_is_written_by_hand() -> None:
    answers = rows("answers")
    prefixes = {""} | {kind["code"][:length] for kind in KINDS for length in range(1, 6)}
    assert {answer["move"] for answer in answers} == MOVES
    assert {answer["kind"] for answer in answers} <= prefixes
    assert len({answer["text"] for answer in answers}) == len(answers) >= 120


def test_the_six_force_levels_are_there_and_team_templates_name_existing_units() -> None:
    teams = rows("teams")
    codes = {unit["code"] for unit in UNITS}
    assert [team["code"] for team in teams if team["kind"] == "level"] == list("123456")
    for team in teams:
        if team["kind"] == "team":
            assert all(filled(team["unit"], community) in codes for community in COMMUNITIES)
            assert re.fullmatch(r"[1-6]/[1-3]?", team["lead"])
            assert all(re.fullmatch(r"[1-6]/[1-3]?\*\d+", seats) for seats in team["members"].split(";"))


def test_there_are_names_enough_to_make_up_residents() -> None:
    counts = Counter(person["kind"] for person in rows("people"))
    assert counts["family"] >= 100
    assert counts["given"] >= 100

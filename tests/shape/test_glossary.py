"""The glossary is the authority on words: whatever the code names stands in it, with the code's Chinese word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.apps import apps

from liandong.access.roles import ROLES
from liandong.cases.rules import MOVE_WORDS, STATE_WORDS
from liandong.cases.states import STAGES as STATES_WITH_A_CLOCK
from liandong.cases.states import Move, State
from liandong.deadlines.states import Measure, Stage
from liandong.faces.shared import words
from liandong.linkage.ownership import DISPUTE_WORDS
from liandong.linkage.rules import ASSIST_STATE_WORDS
from liandong.linkage.states import STAGES as ASSIST_STAGES
from liandong.linkage.states import AssistState, DisputeState

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
CODE: Mapping[str, Mapping[str, str]] = {
    "States": {state.value: STATE_WORDS[state] for state in State},
    "Moves": {move.value: MOVE_WORDS[move] for move in Move},
    "Roles": {name: role.word for name, role in ROLES.items()},
    "Channels": words.CHANNELS,
    "Stages": {stage.value: words.STAGES[stage.value] for stage in Stage},
    "Measures": {measure.value: words.MEASURES[measure.value] for measure in Measure},
}


def sections(text: str) -> dict[str, list[list[str]]]:
    """The rows of the table under each heading of the second level, by the heading's first word."""
    found: dict[str, list[list[str]]] = {}
    for part in text.split("\n## ")[1:]:
        lines = [line for line in part.splitlines() if line.startswith("|")][2:]
        found[part.split()[0]] = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return found


TABLES = sections(GLOSSARY.read_text(encoding="utf-8"))


@pytest.mark.parametrize("section", CODE)
def test_a_stored_word_stands_in_the_glossary_with_the_chinese_that_the_screens_show(section: str) -> None:
    assert {row[0]: row[1] for row in TABLES[section]} == CODE[section]


def test_every_model_stands_in_the_glossary() -> None:
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("liandong.")}
    assert models - {row[0] for row in TABLES["Words"]} == set()


def test_a_term_has_a_chinese_word_a_meaning_and_one_row() -> None:
    for section, rows in TABLES.items():
        assert [row for row in rows if len(row) != 4 or not all(row[:3])] == [], section
        terms = [row[0].casefold() for row in rows]
        assert sorted(terms) == sorted(set(terms)), section


def test_words_stand_in_the_order_of_the_alphabet() -> None:
    terms = [row[0].casefold().replace(" ", "") for row in TABLES["Words"]]
    assert terms == sorted(terms)


def test_the_states_of_an_assist_stand_there_with_their_clocks() -> None:
    rows = TABLES["Assists"]
    assert {row[0]: row[1] for row in rows} == {state.value: ASSIST_STATE_WORDS[state] for state in AssistState}
    assert {row[0]: row[3] for row in rows if row[3] != "none"} == {
        state.value: stage for state, stage in ASSIST_STAGES.items()
    }


def test_the_states_of_a_dispute_stand_there_with_their_words() -> None:
    assert {row[0]: row[1] for row in TABLES["Disputes"]} == {
        state.value: DISPUTE_WORDS[state] for state in DisputeState
    }


def test_the_clock_of_a_state_is_the_one_that_runs() -> None:
    told = {row[0]: row[3] for row in TABLES["States"] if row[3] in set(Stage)}
    assert told == {state.value: stage for state, stage in STATES_WITH_A_CLOCK.items()}

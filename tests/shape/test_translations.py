"""Every sentence of the product has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from liandong.access.actions import PURPOSES
from liandong.access.roles import ROLES
from liandong.access.scopes import SCOPE_WORDS
from liandong.cases.rules import MOVE_WORDS, STATE_WORDS
from liandong.cases.rules import WORDS as INPUT_WORDS
from liandong.forces.models import FORCE_LEVELS
from liandong.linkage.ownership import DISPUTE_WORDS
from liandong.linkage.rules import ASSIST_MOVE_WORDS, ASSIST_STATE_WORDS
from liandong.linkage.rules import WORDS as ASSIST_WORDS
from liandong.linkage.whistling import ANSWER_WORDS, ATTENDANCE_WORDS
from liandong.notices.sentences import TO_UNITS
from liandong.supervision.ordering import ACT_WORDS, ORDER_STATE_WORDS
from liandong.supervision.ordering import WORDS as ORDER_WORDS
from liandong.supervision.states import OUTCOMES

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "liandong").rglob("*.html"))
SOURCES = sorted(path for path in (ROOT / "liandong").rglob("*.py") if "migrations" not in path.parts)
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
NAMES = ("gettext", "gettext_noop", "gettext_lazy", "ngettext", "_", "word", "pgettext", "npgettext", "trans", "N_")
KEYWORDS: dict[str, Any] = dict.fromkeys(NAMES)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*")


def of_python(code: bytes) -> Iterator[str]:
    found: Iterator[Any] = extract_python(BytesIO(code), KEYWORDS, [], {})
    for _line, function, messages, _comments in found:
        given = [messages] if isinstance(messages, str) else [text for text in messages or () if text]
        yield from given[1:2] if function == "pgettext" else given


def of_templates() -> Iterator[str]:
    for path in TEMPLATES:
        yield from of_python(templatize(path.read_text(), origin=str(path)).encode())


def of_sources() -> Iterator[str]:
    for path in SOURCES:
        yield from of_python(path.read_bytes())


def of_refusals() -> Iterator[str]:
    """The templates of `Refused("…")`, also where a string stands as the choice between two."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Refused" and node.args:
                yield from (each.value for each in ast.walk(node.args[0])
                            if isinstance(each, ast.Constant) and isinstance(each.value, str))  # fmt: skip


def of_tables() -> Iterator[str]:
    """Words that are translated where they are shown, not where they stand."""
    yield from (role.word for role in ROLES.values())
    for table in (
        ACT_WORDS,
        ORDER_STATE_WORDS,
        ORDER_WORDS,
        OUTCOMES,
        STATE_WORDS,
        MOVE_WORDS,
        INPUT_WORDS,
        PURPOSES,
        FORCE_LEVELS,
        TO_UNITS,
        SCOPE_WORDS,
    ):
        yield from table.values()
    yield from (*DISPUTE_WORDS.values(), *ANSWER_WORDS.values(), *ATTENDANCE_WORDS.values())
    yield from (*ASSIST_STATE_WORDS.values(), *ASSIST_MOVE_WORDS.values(), *ASSIST_WORDS.values())


def wanted() -> set[str]:
    found = {*of_templates(), *of_sources(), *of_refusals(), *of_tables()}
    return {text for text in found if CHINESE.search(text)}


def english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    found: dict[str, str] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id or ())
        words = [message.string] if isinstance(message.string, str) else list(message.string or ())
        found |= {text: words[min(at, len(words) - 1)] for at, text in enumerate(ids)}
    return found


def test_every_sentence_has_its_english() -> None:
    known = english()
    assert sorted(text for text in wanted() if not known.get(text)) == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert sorted(set(english()) - wanted()) == []


@pytest.mark.parametrize("text", ["%(n)s 份上报", "没有单位 {unit}。"])
def test_places_in_a_sentence_are_found(text: str) -> None:
    assert PLACES.findall(text)


def test_both_languages_name_the_same_values() -> None:
    differing = [
        text
        for text, said in english().items()
        if sorted(set(PLACES.findall(text))) != sorted(set(PLACES.findall(said)))
    ]
    assert differing == []


def test_no_english_sentence_breaks_when_it_is_filled() -> None:
    for said in english().values():
        if "%(" in said:
            assert said % dict.fromkeys(re.findall(r"%\((\w+)\)", said), 1)
        elif "{" in said:
            list(Formatter().parse(said))


def test_no_chinese_is_left_in_the_english() -> None:
    assert [said for said in english().values() if CHINESE.search(said)] == []

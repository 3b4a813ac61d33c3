"""The documents keep up with the code. The table of moves is made here: run this file to write it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import yaml

from liandong.cases.rules import MOVE_WORDS
from liandong.cases.states import MOVES, Move, State, Who

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
PAGES: Final = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "liandong").rglob("README.md")])
PICTURE: Final = DOCS / "picture.png"
PROCEDURE: Final = DOCS / "reference" / "procedure.md"
BEGIN: Final = "<!-- moves: made by tests/shape/test_docs.py -->\n"
END: Final = "<!-- end -->\n"
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
NAME: Final = re.compile(r"^(@?[A-Za-z0-9][\w./-]*)")
PERSON: Final = {
    Who.ANYBODY: "whoever may and sees it", Who.HOLDER: "the unit that holds it",
    Who.ACTING: "who must act", Who.OTHERS: "not who handled it", Who.REPORTER: "a reporter of it", Who.PARTNER: "the centre that has it",
}  # fmt: skip


def moves_table() -> str:
    """The procedure as a table of Markdown."""
    return "".join(line + "\n" for line in lines())


def lines() -> Iterator[str]:
    yield "| move | 中文 | from | to | who | permission | asks |"
    yield "|---|---|---|---|---|---|---|"
    for move, rule in MOVES.items():
        sources = ", ".join(state.value for state in State if state in rule.sources)
        cells = (move.value, MOVE_WORDS[move], sources, rule.target.value if rule.target else "stays", PERSON[rule.who],
                 rule.permission and f"`{rule.permission}`", ", ".join(rule.asks))  # fmt: skip
        yield "| " + " | ".join(cells) + " |"


def with_table(text: str) -> str:
    """The page with the table of today between its two marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + moves_table() + END + rest.partition(END)[2]


def test_the_procedure_page_shows_the_table_of_moves_that_the_code_has() -> None:
    text = PROCEDURE.read_text(encoding="utf-8")
    assert text == with_table(text), "run: .venv/bin/python -m tests.shape.test_docs"


def test_the_procedure_page_draws_every_way_from_state_to_state() -> None:
    drawn = set(re.findall(r"^ +(\w+) --> (\w+): (\w+)$", PROCEDURE.read_text(encoding="utf-8"), re.M))
    assert {move for _, _, move in drawn} <= set(Move)
    ways = {
        (source.value, rule.target.value, move.value)
        for move, rule in MOVES.items()
        for source in rule.sources
        if rule.target and rule.target is not source and move is not Move.VOID
    }
    assert drawn == ways


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    inside = [page.parent / target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert [str(path) for path in inside if not path.exists() and path.resolve() != PICTURE] == []


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "README.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert [str(page) for page in DOCS.rglob("*.md") if page not in linked and page != index] == []


def first_words(page: Path) -> set[str]:
    """What stands in backquotes in the first column of a page's tables."""
    return set(re.findall(r"^\| `([^`]+)` \|", page.read_text(encoding="utf-8"), re.M))


def dependencies() -> set[str]:
    found = set()
    for name in ("run.in", "dev.in"):
        for line in (ROOT / "requirements" / name).read_text().splitlines():
            if (word := NAME.match(line)) and not line.startswith("-"):
                found.add(word[1])
    package = json.loads((ROOT / "web" / "package.json").read_text())
    return found | set(package["dependencies"]) | set(package["devDependencies"])


def test_every_dependency_has_a_line_that_says_what_for() -> None:
    assert first_words(DOCS / "why" / "dependencies.md") == dependencies()


def test_every_command_has_a_line() -> None:
    folder = ROOT / "liandong" / "site" / "commands"
    commands = {path.stem.strip("_") for path in folder.glob("*.py") if path.stem != "__init__"}
    told = {word.split()[0] for word in first_words(DOCS / "reference" / "commands.md")}
    assert commands - told == set()


def test_every_setting_has_a_line() -> None:
    source = (ROOT / "liandong" / "site" / "settings.py").read_text()
    names = set(re.findall(r"\bLIANDONG_[A-Z_]+\b", source)) | {"DATABASE_URL"}
    assert names - first_words(DOCS / "reference" / "settings.md") == set()


def test_publiccode_says_what_its_schema_asks() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yaml").read_text(encoding="utf-8"))
    asked = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
             "maintenance", "localisation"}  # fmt: skip
    assert asked - set(told) == set()
    assert (told["publiccodeYmlVersion"], told["legal"]["license"]) == ("0.4", "Apache-2.0")
    for words in told["description"].values():
        assert len(words["shortDescription"]) <= 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


if __name__ == "__main__":
    PROCEDURE.write_text(with_table(PROCEDURE.read_text(encoding="utf-8")), encoding="utf-8")

"""Every refusal that the code can say stands in the reference. Its table is made here: run this file to write it anew."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "reference" / "refusals.md"
CATALOGUE: Final = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
BEGIN: Final = "<!-- codes: made by tests/shape/test_refusals.py -->\n"
END: Final = "<!-- end -->\n"
MADE_UP: Final = frozenset({"refused"})
"""The code of a refusal that names none; nothing raises it."""

Said = dict[str, tuple[set[str], dict[str, None]]]


def text(node: ast.expr | None, names: dict[str, str]) -> str:
    """A string that stands in the code: bare, marked for translation, or under a name of the module."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop" and node.args:
        node = node.args[0]
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def named(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives a name."""
    given = [(each.target, each.value) for each in tree.body if isinstance(each, ast.AnnAssign)]
    return {target.id: text(value, {}) for target, value in given if isinstance(target, ast.Name)}


def refusals(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(code, sentence) of what a module refuses: Refused(sentence, code=…) and, at the API, problem(status, sentence, code)."""
    names = named(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "problem" and len(node.args) > 2:
            yield text(node.args[2], names), text(node.args[1], names)
        elif name in {"Refused", "__init__"}:
            code = next((each.value for each in node.keywords if each.arg == "code"), None)
            yield text(code, names), text(node.args[0], names) if node.args else ""


def said() -> Said:
    """By code: the packages that say it, and their sentences in the order of the files."""
    found: Said = defaultdict(lambda: (set(), {}))
    for path in sorted((ROOT / "liandong").rglob("*.py")):
        for code, sentence in refusals(ast.parse(path.read_text(encoding="utf-8"))):
            if code and code not in MADE_UP:
                packages, sentences = found[code]
                packages.add(path.relative_to(ROOT / "liandong").parts[0])
                sentences.setdefault(sentence)
    return found


def codes_table() -> str:
    """The codes in their order, as a table of Markdown, with the English of their sentences."""
    with CATALOGUE.open("rb") as catalogue:
        english = {
            message.id: str(message.string)
            for message in read_po(catalogue)
            if isinstance(message.id, str) and message.id
        }
    rows = ["| code | said by | in words |", "|---|---|---|"]
    for code, (packages, sentences) in sorted(said().items()):
        words = " / ".join(english.get(each, each).replace("|", "\\|") or "…" for each in sentences)
        rows.append(f"| `{code}` | {', '.join(sorted(packages))} | {words} |")
    return "".join(row + "\n" for row in rows)


def with_table(page: str) -> str:
    """The page with the table of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + codes_table() + END + rest.partition(END)[2]


def test_every_refusal_of_the_code_stands_in_the_reference_as_it_is_said() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run: .venv/bin/python -m tests.shape.test_refusals"


def test_both_ways_of_refusing_are_read() -> None:
    tree = ast.parse(
        'raise Refused("不行。", code="no")\nproblem(422, gettext_noop("太长。"), "too-long", "text")\nRefused(one, code=two)'
    )
    assert list(refusals(tree)) == [("no", "不行。"), ("too-long", "太长。"), ("", "")]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

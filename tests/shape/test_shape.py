"""The house rules, read off the tree. Each has an example of what it refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("liandong", "plugins", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "liandong" / "faces").rglob("*.html"))
BANNED = re.compile(r"(?i)(^|_)(utils?|helpers?|common|misc|managers?|handlers?|processors?)(_|$)")
DOMAIN = (
    "kernel",
    "matching",
    "journal",
    "access",
    "places",
    "deadlines",
    "files",
    "forces",
    "cases",
    "linkage",
    "knowledge",
    "ledger",
    "channels",
    "exchange",
    "notices",
    "scores",
    "desks",
    "insight",
    "learning",
    "supervision",
    "webhooks",
    "hotline",
    "letters",
)
HTTP = re.compile(r"^(django\.http|django\.shortcuts|django\.urls|django\.views|ninja|granian)(\.|$)")
WRITES = re.compile(r"\.(save|delete|create|bulk_create|bulk_update|get_or_create|update_or_create)$")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_are_short_and_plainly_named(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    assert not BANNED.search(path.stem), "name it after what it is about, as in routing.py or intake.py"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_short(path: Path) -> None:
    long = [f"{node.name} ({node.end_lineno - node.lineno + 1} lines)" for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 40]  # fmt: skip
    assert long == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_are_short_and_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 120
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[len(ROOT.parts) + 1] in DOMAIN], ids=name)
def test_domain_packages_know_nothing_of_http(path: Path) -> None:
    assert [module for module, _ in imports(ast.parse(path.read_text())) if HTTP.match(module)] == []


@pytest.mark.parametrize("path", [p for p in SOURCES if "faces" in p.parts], ids=name)
def test_faces_never_write_a_row(path: Path) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    rows = [call for call in calls if WRITES.search(call) and ".objects." in call]
    assert rows == []


def test_no_word_of_unfinished_work() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = [*SOURCES, *TEMPLATES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    assert [name(path) for path in texts if path != Path(__file__) and pattern.search(path.read_text())] == []


def test_lock_files_name_no_index() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "web" / "package-lock.json"]
    addresses = {path.name: re.findall(r"https?://\S+", path.read_text()) for path in locks}
    assert {file: [a for a in found if "opencollective" not in a and "github.com" not in a and "paypal" not in a
                   and "tidelift" not in a and "patreon" not in a] for file, found in addresses.items()} == {
        file: [] for file in addresses}  # fmt: skip

"""Named SQL: one statement a file, kept beside the package that asks it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def load(package: str, name: str) -> str:
    """The text of `package`/sql/`name`.sql."""
    return files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")

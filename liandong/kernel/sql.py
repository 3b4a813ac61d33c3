"""Named SQL: one statement a file, kept beside the package that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection
from psycopg import Cursor


@cache
def load(package: str, name: str) -> str:
    """The text of `package`/sql/`name`.sql."""
    return files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Runs a statement that the connection keeps prepared, in whatever transaction is open.

    Django writes the values into the text, which PostgreSQL then reads and plans anew each time: for the statement of
    intake that costs more than its work.
    """
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement.encode(), values, prepare=True)
        return cursor.fetchall()

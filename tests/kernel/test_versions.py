"""Versions that are asked for together, against real tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection, transaction

from liandong.kernel import versions
from liandong.kernel.cached import Cached
from liandong.kernel.sql import prepared
from liandong.kernel.versions import BOARD, WATCHED, versioned, watched

pytestmark = pytest.mark.django_db
NUMBER = "SELECT max(number) FROM pg_temp.numbers"


def put(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_temp.numbers")
        cursor.execute("INSERT INTO pg_temp.numbers VALUES (%s)", [number])


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        return int(cursor.fetchone()[0])


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cached[int]]:
    """A number of a table, looked at anew every time; its version is on a board that is never old by itself."""
    board = Cached(versions.ask, lambda: 0, 3600)
    monkeypatch.setattr(versions, "BOARD", board)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE numbers (number int) ON COMMIT DROP")
    put(1)
    yield versioned(stored, watched(NUMBER), every=0)
    del WATCHED[NUMBER]
    BOARD.forget()


def test_a_change_is_seen_when_the_board_is_read_again(kept: Cached[int]) -> None:
    assert kept.get() == 1
    put(2)
    assert kept.get() == 1
    versions.BOARD.forget()
    assert kept.get() == 2


def test_what_was_loaded_before_a_rollback_is_not_kept_after_it(kept: Cached[int]) -> None:
    assert kept.get() == 1
    with transaction.atomic():
        put(2)
        kept.forget()
        assert kept.get() == 2
        transaction.set_rollback(True)
    versions.BOARD.forget()
    assert kept.get() == 1


def test_all_versions_are_one_statement(kept: Cached[int], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        asked.append(text)
        return prepared(text, values)

    monkeypatch.setattr(versions, "prepared", noted)
    versions.BOARD.forget()
    assert set(versions.BOARD.get()) == set(WATCHED)
    assert len(asked) == 1

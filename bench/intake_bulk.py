"""How fast a file of reports becomes cases, beside a bare binary COPY of the very same rows."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg

from bench.district import district
from bench.report import spread
from bench.tables import written

ROWS: Final = 100_000
SMALL: Final = 2_000
ROUNDS: Final = 3
GOAL: Final = 0.25
TABLES: Final = (
    "access_identity", "cases_case", "cases_report", "cases_suggestion", "journal_entry", "procrastinate_jobs",
    "procrastinate_events", "channels_quarantinedrow",
)  # fmt: skip
"""All that one imported report touches."""


def run(small: bool = False) -> dict[str, Any]:
    """Reports per second of `liandong import reports` in one process, the file of 100,000 once and a tenth three times.

    The limit is COPY (binary, durable, same indexes, no triggers and no foreign keys) of the rows that the import wrote.
    """
    rows = SMALL if small else ROWS
    with district() as server, TemporaryDirectory() as folder:
        link = psycopg.connect(server.url(), autocommit=True)
        tenths, tenth_limits = [], []
        for turn in range(ROUNDS):
            seen = marks(link)
            tenths.append(rows // 10 / imported(written(Path(folder), f"tenth{turn}", rows // 10, turn)))
            tenth_limits.append(rows // 10 / copied(link, seen))
        seen = marks(link)
        figure = rows / imported(written(Path(folder), "whole", rows, ROUNDS))
        limits = [rows / copied(link, seen) for _ in range(ROUNDS)]
        two = rows / together([written(Path(folder), f"half{at}", rows // 2, ROUNDS + 1 + at) for at in (0, 1)])
        link.close()
    limit, ratio = median(limits), figure / median(limits)
    return {
        "name": "intake_bulk", "figure": round(figure), "unit": "reports/s", "limit": round(limit), "ratio": round(ratio, 3),
        "goal": GOAL, "met": ratio >= GOAL, "spread": spread(tenths), "rows": rows,
        "figure_at_a_tenth": round(median(tenths)), "limit_at_a_tenth": round(median(tenth_limits)),
        "ratio_at_a_tenth": round(median(tenths) / median(tenth_limits), 3), "spread_of_limit": spread(limits),
        "two_processes": round(two), "ratio_of_two_processes": round(two / limit, 3),
    }  # fmt: skip


def imported(file: Path) -> float:
    """Seconds of the product's own import of a file, in this process; what it prints is dropped."""
    # The command brings the models, which wait for the settings that `district` names.
    from liandong.site.commands import import_

    args = argparse.Namespace(what="reports", file=file, map=file.with_suffix(".yaml"))
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import_.run(args)
    return time.perf_counter() - begun


def together(files: list[Path]) -> float:
    """Seconds until two processes have imported a half each, their start included."""
    begun = time.perf_counter()
    words = [sys.executable, "-m", "liandong.site.command", "import", "reports"]
    running = [
        subprocess.Popen([*words, str(file), "--map", str(file.with_suffix(".yaml"))], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, env=dict(os.environ))
        for file in files
    ]  # fmt: skip
    codes = [one.wait() for one in running]
    if any(codes):
        raise RuntimeError("one of the two imports failed")
    return time.perf_counter() - begun


def marks(link: psycopg.Connection[Any]) -> dict[str, str]:
    """Where each table ends now, so that the rows of the next import can be told apart."""
    link.execute("CREATE SCHEMA IF NOT EXISTS bench")
    for name in TABLES:
        link.execute(f"DROP TABLE IF EXISTS bench.{name}")
        link.execute(f"CREATE TABLE bench.{name} (LIKE public.{name} INCLUDING ALL)")
    found = link.execute("SELECT pg_current_snapshot()::text").fetchone()
    return {"snapshot": str(found[0]) if found else ""}


def copied(link: psycopg.Connection[Any], seen: dict[str, str]) -> float:
    """Seconds to COPY the rows written since `seen` into empty tables with the same indexes, in one transaction."""
    kept = {name: rows_since(link, name, seen["snapshot"]) for name in TABLES}
    for name in TABLES:
        link.execute(f"TRUNCATE bench.{name}")
    link.execute("CHECKPOINT")
    begun = time.perf_counter()
    with link.transaction():
        for name, blocks in kept.items():
            with link.cursor().copy(f"COPY bench.{name} FROM STDIN (FORMAT binary)") as copy:
                for block in blocks:
                    copy.write(block)
    return time.perf_counter() - begun


def rows_since(link: psycopg.Connection[Any], name: str, snapshot: str) -> list[bytes]:
    """The rows of a table that no transaction of the snapshot could see, as binary COPY; generated columns make themselves."""
    own = link.execute("""SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""", [f"public.{name}"]).fetchone()  # fmt: skip
    fresh = f"NOT pg_visible_in_snapshot(xmin::text::xid8, '{snapshot}')"
    columns = own[0] if own else "*"
    with link.cursor().copy(
        f"COPY (SELECT {columns} FROM public.{name} WHERE {fresh}) TO STDOUT (FORMAT binary)"
    ) as copy:
        return [bytes(block) for block in copy]

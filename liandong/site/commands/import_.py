"""Imports reports from a table: liandong import reports FILE --map MAP.yaml

Every row becomes a case or is quarantined with a reason. It may be killed and run again: nothing is lost or doubled.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from django.db import IntegrityError, InterfaceError, OperationalError, connection

from liandong.channels import mapping, tables
from liandong.channels.actions import Tally, begin_run, end_run, take
from liandong.channels.models import Run
from liandong.channels.queries import quarantine_open
from liandong.kernel.clock import now

BATCH: Final = 250
AT_ONCE: Final = 2
"""Batches under way together; more of them only wait for the processors."""
PATIENCE: Final = 180.0
ACTOR: Final = "system"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["reports"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", type=Path, required=True, help="which column is what (YAML)")


def run(args: argparse.Namespace) -> int:
    plan = mapping.parsed(args.map.read_text(encoding="utf-8"), args.map.name)
    rows = tables.rows(args.file)
    this = begin_run(plan, actor=ACTOR, now=now())
    begun, total = time.monotonic(), Tally()
    for found in taken(this, batches(rows)):
        total += found
        rate = total.rows / max(time.monotonic() - begun, 1e-6)
        print(
            f"\r{total.rows:,} rows, {rate:,.0f} a second, {total.quarantined:,} in quarantine", end="", file=sys.stderr
        )
    end_run(this, total.rows, actor=ACTOR, now=now())
    print(file=sys.stderr)
    print(figures(total, time.monotonic() - begun, quarantine_open(plan.source).count()))
    return 0


def batches(rows: Iterator[tuple[int, tables.Row]]) -> Iterator[list[tuple[int, tables.Row]]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def taken(this: Run, waiting: Iterator[list[tuple[int, tables.Row]]]) -> Iterator[Tally]:
    """Takes batches, some of them at the same time: while PostgreSQL writes one the next is read and classified."""

    def one(batch: list[tuple[int, tables.Row]]) -> Tally:
        try:
            return patiently(this, batch)
        finally:
            connection.close()  # a thread's connection goes back to the pool; nobody else does it here

    with ThreadPoolExecutor(AT_ONCE) as workers:
        running = deque(workers.submit(one, batch) for batch in itertools.islice(waiting, AT_ONCE))
        while running:
            yield running.popleft().result()
            running.extend(workers.submit(one, batch) for batch in itertools.islice(waiting, 1))


def patiently(this: Run, batch: list[tuple[int, tables.Row]]) -> Tally:
    """Takes a batch; while the database is away it waits, up to three minutes. A batch whose commit was not heard of is
    taken again, and its keys keep it from being doubled; so is one that met a key of another batch on its way."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return take(this, batch, actor=ACTOR, now=now())
        except IntegrityError:
            if time.monotonic() > until:
                raise
        except (OperationalError, InterfaceError) as away:
            if time.monotonic() > until:
                raise
            print(f"\nThe database is away ({str(away).splitlines()[0]}); trying again in a second.", file=sys.stderr)
            connection.close()
            time.sleep(1)


def figures(total: Tally, seconds: float, waiting: int) -> str:
    """What came of the rows; the first three add up to the rows."""
    return "\n".join(
        f"{label:<34}{number:>9,}"
        for label, number in (
            ("rows", total.rows), ("  new cases", total.new), ("  known from before", total.known),
            ("  in quarantine", total.quarantined), ("of the new cases:", total.new), ("  classified", total.classified),
            ("  dispatched by themselves", total.dispatched), ("  waiting for somebody to say where", total.wait_place),
            ("  waiting for somebody to say what", total.wait_kind), ("quarantine still open", waiting),
            ("seconds", round(seconds)),
        )
    )  # fmt: skip

"""Is this report already a case? The twins of a report among open cases, beside comparing it with every one of them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

import psycopg

from bench.district import district
from bench.million import examples

if TYPE_CHECKING:
    from liandong.matching.likeness import Matter

OPEN: Final = 100_000
ASKED: Final = 300
COMPARED: Final = 30
"""So many of the questions are also answered by comparing with every open case, which takes about a second each."""
ASIDES: Final = 4
"""So many sentences about other things stand in each made report, as people write; few texts are the same."""
LEAST_RECALL: Final = 0.95
GOAL: Final = 15.0


def run(small: bool = False) -> dict[str, Any]:
    """p95 in ms of one question at 100,000 open cases; the limit is brute force, `recall` the share of its twins found.

    `figure_at_a_tenth` is the same among a tenth of the cases.
    """
    open_ = OPEN // 20 if small else OPEN
    with (
        district() as server,
        psycopg.connect(server.url(), autocommit=True, cursor_factory=psycopg.ClientCursor) as link,
    ):
        link.execute("CREATE SCHEMA IF NOT EXISTS bench")
        number = examples(link, OPEN * 3 // 5, ASIDES)
        fill(link, 1, open_ // 10, open_, number)
        tenth = asked(Random(1), ASKED // 3)
        fill(link, open_ // 10 + 1, open_, open_, number)
        whole = asked(Random(2), ASKED)
        recall, brute, twins = compared(Random(2), COMPARED)
    figure = percentile(whole)
    return {
        "name": "twins", "figure": round(figure, 1), "unit": "ms", "limit": round(brute, 1), "ratio": round(brute / figure, 1),
        "goal": GOAL, "met": figure < GOAL and recall >= LEAST_RECALL, "recall": round(recall, 3), "open": open_,
        "mean_ms": round(mean(whole), 1), "figure_at_a_tenth": round(percentile(tenth), 1), "twins_a_question": round(twins, 1),
        "small": small,
    }  # fmt: skip


def fill(link: psycopg.Connection[Any], first: int, last: int, open_: int, number: int) -> None:
    given = {"first": first, "last": last, "open": open_, "examples": number}
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n;\n"):
        link.execute(statement, given)


def questions(dice: Random, count: int) -> list[tuple[Matter, int, datetime]]:
    """Reports of what open cases are about: some metres off, some hours later, in words of the same kind; one in five
    without a place. (matter, id of the case that it was made from, now)"""
    from liandong.cases.models import Report
    from liandong.cases.twins import matter
    from liandong.kernel.clock import now
    from liandong.kernel.coordinates import moved

    last = Report.objects.latest("pk").pk
    rows = Report.objects.select_related("case").in_bulk(dice.sample(range(1, last + 1), count))
    found = []
    for report in rows.values():
        nowhere = dice.random() < 0.2 or report.lon is None
        lon, lat = (
            (None, None)
            if nowhere
            else moved(report.lon or 0, report.lat or 0, dice.uniform(0, 360), dice.uniform(0, 80))
        )
        at = min(report.reported_at + timedelta(hours=dice.uniform(0, 48)), now())
        text = report.text if dice.random() < 0.5 else report.text[: len(report.text) // 2]
        asked_ = matter(report.title, text, report.place_words, at=at, kind=None if nowhere else report.case.kind, lon=lon,
                        lat=lat, pointed=True)  # fmt: skip
        found.append((asked_, report.case_id, now()))
    return found


def asked(dice: Random, count: int) -> list[float]:
    """Milliseconds of each question, the connection and the reference data being there."""
    from liandong.cases.twins import twins_of

    took = []
    for matter, own, at in questions(dice, count):
        begun = time.perf_counter()
        twins_of(matter, own=own, now=at)
        took.append(1000 * (time.perf_counter() - begun))
    return took[len(took) // 10 :]


def compared(dice: Random, count: int) -> tuple[float, float, float]:
    """The share of all twins that are found, brute force's milliseconds for a question, and twins for a question."""
    from liandong.cases.models import Report
    from liandong.cases.twins import matter, twins_of
    from liandong.matching.likeness import likeness

    rows = Report.objects.select_related("case").defer("case__search")
    every = [(row.case_id, matter(row.title, row.text, row.place_words, at=row.reported_at, kind=row.case.kind,
                                  lon=row.case.lon, lat=row.case.lat, pointed=row.lon is not None)) for row in rows.iterator()]  # fmt: skip
    found = whole = 0
    begun = time.perf_counter()
    for asked_, own, at in questions(dice, count):
        brute = {case for case, other in every if case != own and likeness(asked_, other).offered}
        found += len(brute & {each.case for each in twins_of(asked_, own=own, now=at, most=1_000_000)})
        whole += len(brute)
    return found / max(whole, 1), 1000 * (time.perf_counter() - begun) / count, whole / count


def percentile(times: list[float], share: float = 0.95) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]

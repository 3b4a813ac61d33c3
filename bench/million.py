"""Builds a long history of cases in a bench's own database: set-wise, with the demo's kinds, places and units."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import psycopg

from liandong.kernel.bigrams import document

EXAMPLES: Final = 20_000
DAYS: Final = 1100
TOUCHED: Final = ("access_identity", "cases_case", "cases_report", "cases_suggestion", "journal_entry")
SEQUENCES: Final = ("cases_case", "cases_report", "cases_suggestion", "journal_entry")
CHANNELS: Final = ("hotline", "app", "wechat", "grid", "window", "web")
COLUMNS: Final = "example, kind, urgency, title, text, grid, lon, lat, place, channel, holder, rule, words"
KEPT: Final = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)
    AND indexname NOT IN (SELECT conname FROM pg_constraint)"""


def build(url: str, cases: int, open_: int) -> float:
    """Fills the tables of the procedure anew; gives the seconds it took.

    Indexes that no constraint needs are made afterwards, foreign keys are taken on trust, and commits do not wait.
    """
    begun = time.perf_counter()
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as link:
        link.execute("SET synchronous_commit = off")
        link.execute("SET session_replication_role = replica")
        link.execute("SET maintenance_work_mem = '1GB'")
        link.execute("TRUNCATE access_identity, cases_case, cases_report, cases_suggestion CASCADE")
        link.execute("DELETE FROM journal_entry WHERE subject LIKE 'case:%'")
        link.execute("DROP SCHEMA IF EXISTS bench CASCADE")
        link.execute("CREATE SCHEMA bench")
        number = examples(link)
        indexes = link.execute(KEPT, [list(TOUCHED)]).fetchall()
        for name, _ in indexes:
            link.execute(f'DROP INDEX "{name}"')
        given = {"cases": cases, "open": open_, "examples": number, "days": DAYS}
        for statement in Path(__file__).with_name("million.sql").read_text(encoding="utf-8").split("\n;\n"):
            if statement.strip():
                link.execute(statement, given)
        for _, definition in indexes:
            link.execute(definition)
        for name in SEQUENCES:
            link.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
        for name in TOUCHED:
            link.execute(f"VACUUM ANALYZE {name}")
        link.execute("CHECKPOINT")
    return time.perf_counter() - begun


def examples(link: psycopg.Connection[Any], many: int = EXAMPLES, asides: int = 0) -> int:
    """Example cases that the product itself would have routed so; few kinds are frequent, most are rare. Gives how many.

    asides: so many sentences about other things follow in each text, so that hardly two texts are the same.
    """
    link.execute("""CREATE TABLE bench.example (example int PRIMARY KEY, kind text, urgency text, title text, text text,
        grid text, lon float8, lat float8, place text, channel text, holder text, rule text, words tsvector)""")
    rows = [row for row in made(many, asides) if row[10]]
    with link.cursor().copy(f"COPY bench.example ({COLUMNS}) FROM STDIN") as copy:
        for number, row in enumerate(rows, start=1):
            copy.write_row((number, *row[1:]))
    link.execute("ANALYZE bench.example")
    return len(rows)


def made(many: int, asides: int) -> list[tuple[Any, ...]]:
    # Models and their reference data wait for the settings.
    from liandong.cases.reference import district
    from liandong.cases.routing import route
    from liandong.places.models import Grid, PlaceName
    from liandong.site.demo.base import table

    dice, known = Random(1), district()
    phrases = [row for row in table("phrases") if row["kind"] in known.kinds]
    kinds = sorted({row["kind"] for row in phrases})
    dice.shuffle(kinds)
    weight = {kind: 1 / (rank + 5) for rank, kind in enumerate(kinds)}
    weights = [weight[row["kind"]] for row in phrases]
    grids = list(Grid.objects.filter(valid_until=None).order_by("code").values_list("code", "lon", "lat"))
    places = list(PlaceName.objects.order_by("id").values_list("name", flat=True))
    working = known.office.calendar.at_work(datetime(2026, 6, 12, 6, 30, tzinfo=UTC))
    rows = []
    for row in dice.choices(phrases, weights, k=many):
        grid, lon, lat = dice.choice(grids)
        place = dice.choice(places)
        said = [row, *dice.choices(phrases, k=asides)]
        text = "。".join(
            each["text"].replace("{place}", place).replace("{n}", str(dice.randrange(2, 30))) for each in said
        )
        found = route(row["kind"], grid, working=working, routes=known.routes, units=known.units)
        title = row["title"] or text[:39]
        rows.append((0, row["kind"], known.kinds[row["kind"]].urgency, title, text, grid, lon, lat, place,
                     dice.choice(CHANNELS), found[0] if found else "", found[1].code if found else "",
                     tsvector(f"{title} {text} {place}")))  # fmt: skip
    return rows


def tsvector(text: str) -> str:
    """What to_tsvector('simple', …) would make of it, written out."""
    words: dict[str, list[str]] = {}
    for at, word in enumerate(document(text).split(), start=1):
        words.setdefault(word, []).append(str(at))
    return " ".join(f"'{word}':{','.join(places)}" for word, places in sorted(words.items()))

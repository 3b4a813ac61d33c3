"""Folds the journal into the rows and says where they differ; looks after what else should hold."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liandong.access.shared_keys import lagging
from liandong.cases.models import Case
from liandong.cases.ports import PORTS
from liandong.cases.queries import subject_of
from liandong.cases.reference import kinds
from liandong.deadlines.queries import last_special_day, limits
from liandong.exchange.queries import stuck_counts
from liandong.forces.queries import units
from liandong.journal.jobs import backlog
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link
from liandong.kernel.clock import local_day, now
from liandong.kernel.sql import load
from liandong.places.queries import atlas

KEY_ENDS_SOON: Final = timedelta(days=2)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=2000, help="how many cases' chains to check, the newest (0: all)")


def run(args: argparse.Namespace) -> int:
    """Prints one line a finding; 0 when there is none."""
    found = 0
    for name, check in CHECKS.items():
        findings = list(check(args.cases))
        found += len(findings)
        print(f"{'ok  ' if not findings else 'BAD '} {name}")
        for finding in findings[:20]:
            print(f"     {finding}")
        if findings and check is migrations:
            break  # nothing else can be asked of tables that are not there
    return min(found, 1)


def migrations(_most: int) -> Iterator[str]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration} is not applied; run liandong migrate"


def chains(most: int) -> Iterator[str]:
    """Each checked case's entries follow from each other."""
    cases = Case.objects.order_by("-id").defer("search")
    for case in cases[:most] if most else cases.iterator():
        broken = broken_link(subject_of(case))
        if broken is not None:
            yield f"{case.number}: the chain breaks at entry {broken}"


def states(_most: int) -> Iterator[str]:
    """The state in each row is the one that its last entry with a state left."""
    with connection.cursor() as cursor:
        cursor.execute(load("liandong.cases", "states_differ"))
        for number, row, told in cursor.fetchall():
            yield f"{number}: the row says {row}, the journal {told}"


def orphans(_most: int) -> Iterator[str]:
    without = Case.objects.exclude(pk__in=Case.objects.filter(reports__isnull=False).values("pk"))[:20]
    yield from (f"{case.number} has no report" for case in without)


def reference(_most: int) -> Iterator[str]:
    if not len(atlas().codes):
        yield "no grids are loaded"
    if not kinds() or not units() or not len(limits()):
        yield "kinds, units or limits are missing"
    last = last_special_day()
    if last is None or last.year < (local_day(now()) + timedelta(days=30)).year:
        yield f"public holidays are known up to {last} only; add the coming year's"
    if not PORTS.classifier.version:
        yield "no classifier is in place: every kind waits for a person"


def jobs(_most: int) -> Iterator[str]:
    waiting = backlog()
    if waiting > 5000:
        yield f"{waiting} jobs wait; is a worker running?"


def told_twice(_most: int) -> Iterator[str]:
    doubled = Entry.objects.exclude(key=None).count() - Entry.objects.exclude(key=None).values("key").distinct().count()
    if doubled:
        yield f"{doubled} keys stand twice in the journal"


def stuck_messages(_most: int) -> Iterator[str]:
    found = stuck_counts(now())
    if found.all:
        yield f"{found.out} messages to other centres and {found.into} from them wait for a person; see the desk's page of stuck messages"


def changed_over(_most: int) -> Iterator[str]:
    for holder, end in lagging(now(), KEY_ENDS_SOON):
        yield f"the old key of {holder} ends on {local_day(end)} and the new one was never used; hand it over, or end it at the desk"


CHECKS: Final[dict[str, Callable[[int], Iterator[str]]]] = {
    "the tables are up to date": migrations,
    "the reference data is there": reference,
    "every checked chain holds": chains,
    "rows and journal say the same": states,
    "every case has a report": orphans,
    "no key was used twice": told_twice,
    "the jobs keep up": jobs,
    "no message to another centre is stuck": stuck_messages,
    "no key ends before the one after it is used": changed_over,
}

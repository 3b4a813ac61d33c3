"""Brings the database's tables up to date."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether something is missing")


def run(args: argparse.Namespace) -> int:
    fresh = bool(missing())
    call_command("migrate", interactive=False, verbosity=0, check_unapplied=args.check)
    if not args.check:
        call_command("createcachetable", verbosity=0)
        if (
            fresh
        ):  # PostgreSQL knows nothing of a new column's values and would plan lists over it a hundred times too slow
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    return 0


def missing() -> list[object]:
    """The migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))

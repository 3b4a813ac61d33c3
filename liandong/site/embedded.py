"""Puts a database behind the settings: the one that DATABASE_URL names, or the embedded one of the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from liandong.site.postgres import DATABASE, Cluster, cluster


def data_folder(asked: str | None) -> Path:
    """The data folder, also told to the settings through the environment."""
    folder = Path(asked or os.environ.get("LIANDONG_DATA_DIR", ".data")).resolve()
    os.environ["LIANDONG_DATA_DIR"] = str(folder)
    return folder


def started(server: Cluster) -> None:
    """Starts a cluster, makes sure of our database in it, and tells the settings its address."""
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            link.execute(f'CREATE DATABASE "{DATABASE}"')
    os.environ["DATABASE_URL"] = server.url()


@contextmanager
def database(asked: str | None, *, wanted: bool = True) -> Iterator[None]:
    """A database for the time of one command; an embedded one that was down before is stopped again."""
    folder = data_folder(asked)
    if "DATABASE_URL" in os.environ or not wanted:
        yield
        return
    server = cluster(folder)
    was_running = server.running()
    started(server)
    try:
        yield
    finally:
        if not was_running:
            server.stop()

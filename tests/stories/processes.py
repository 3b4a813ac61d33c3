"""The true product in processes of its own, for stories that kill them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from liandong.kernel.sql import load
from liandong.site.dev.run import taken
from liandong.site.postgres import MARK, Cluster, cluster

MODULE = "liandong.site.command"
SERVER, WORKER = "granian", "site.command worker"
"""What stands in the command lines of the processes that serve the pages, and of the one that works the jobs."""


def environment(data: Path) -> dict[str, str]:
    """Our environment without the tests' own database."""
    words = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LIANDONG_DATA_DIR"}}
    return {**words, "LIANDONG_DATA_DIR": str(data), "LIANDONG_DEMO": "1"}


def liandong(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs one command to its end, with what is typed into it."""
    return subprocess.run([sys.executable, "-m", MODULE, *words], env=environment(data), capture_output=True, text=True,
                          input=typed, check=True, timeout=280)  # fmt: skip


def prepare(folder: Path) -> Path:
    """Makes the data folder of a demo district that was never started; gives it. No case is drawn for verification at the place:
    the draw follows from a case's number, which no story chooses.

    Its PostgreSQL does not wait for the disk. It writes to the system before it answers, so that kill -9 of any process loses
    nothing of it; only the machine's power could, which no story cuts.
    """
    folder.mkdir()
    server = cluster(folder)
    server.make()
    with (server.folder / "postgresql.conf").open("a") as conf:
        conf.write("fsync = off\n")
    liandong(folder, "migrate")
    liandong(folder, "demo", "base")
    server.run("pg_ctl", "-D", str(server.folder), "-w", "-l", str(server.folder / "prepared.log"), "start")
    with psycopg.connect(server.url()) as link:
        link.execute("UPDATE cases_siterule SET share = 0, raised_share = 0")
    server.stop()
    return folder


def copied(of: Path, to: Path) -> Path:
    """A data folder like another one that is not in use, with a database of its own; gives it."""
    shutil.copytree(of, to, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MARK, "postgres"))
    subprocess.run(["cp", "-a", cluster(of).folder, cluster(to).folder], check=True)
    return to


def remove(folder: Path) -> None:
    cluster(folder).remove()
    shutil.rmtree(folder)


def free_port() -> int:
    """The first of five free ports in a row, below those that the system gives to whoever connects. Where to look first follows
    from the process, so that two that look at the same time do not find the same."""
    first = range(12_000, 32_000, 10)
    for at in range(len(first)):
        port = first[(os.getpid() * 7 + at) % len(first)]
        if not any(taken("127.0.0.1", each) for each in range(port, port + 5)):
            return port
    raise AssertionError("no port is free")


@dataclass
class Product:
    """`./dev run` on a data folder and a port."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def server(self) -> Cluster:
        return cluster(self.data)

    def healthy(self, patience: float = 280.0) -> bool:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        return False

    def listening(self) -> bool:
        """Whether the stream of changes answers; it has the first free port behind the pages' own."""
        for port in range(self.port + 1, self.port + 5):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                continue
        return False

    def kill(self, words: str) -> int:
        """kill -9 to all processes of this product whose command line holds the words; gives how many."""
        found = list(self.processes(words))
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return len(found)

    def processes(self, words: str) -> Iterator[int]:
        """The processes of this product whose command line holds the words."""
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal() or int(folder.name) == self.process.pid:
                continue
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                ours = str(self.data) in line + (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if words in line and ours:
                yield int(folder.name)

    def number(self, query: str) -> int:
        """The one number that a query gives; waits while the database comes back."""
        while True:
            try:
                return self.asked(query)
            except psycopg.OperationalError:
                time.sleep(0.1)

    def asked(self, query: str) -> int:
        with psycopg.connect(self.server.url()) as link:
            row = link.execute(query).fetchone()
        return int(row[0]) if row else 0

    def differing(self, numbers: str) -> int:
        """How many of the cases whose numbers a query gives stand in another state than the journal says."""
        differ = load("liandong.cases", "states_differ").rpartition("LIMIT")[0]
        return self.number(f"SELECT count(*) FROM ({differ}) AS found WHERE number IN ({numbers})")


def ready(log: Path, patience: float = 60.0) -> None:
    """Waits for the last line of a start: before it, Ctrl-C does not yet stop everything in order."""
    until = time.monotonic() + patience
    while "ready after" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.2)


@contextmanager
def running(data: Path) -> Iterator[Product]:
    """The product, started as a user would and stopped as by Ctrl-C."""
    port = free_port()
    words = [sys.executable, "-m", "liandong.site.dev.run", "--data", str(data), "--port", str(port), "--days", "0"]
    with (data / "run.log").open("wb") as log:
        process = subprocess.Popen(words, env=environment(data), stdout=log, stderr=log)
    product = Product(data, port, process)
    try:
        assert product.healthy(), (data / "run.log").read_text()
        ready(data / "run.log")
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        ended = process.wait(timeout=60)
        product.server.remove()
    assert ended == 0

"""The true product in processes of its own, for stories that kill them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from liandong.site.postgres import Cluster, cluster

MODULE = "liandong.site.command"


def environment(data: Path) -> dict[str, str]:
    """Our environment without the tests' own database."""
    words = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LIANDONG_DATA_DIR"}}
    return {**words, "LIANDONG_DATA_DIR": str(data), "LIANDONG_DEMO": "1"}


def liandong(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs one command to its end, with what is typed into it."""
    return subprocess.run([sys.executable, "-m", MODULE, *words], env=environment(data), capture_output=True, text=True,
                          input=typed, check=True, timeout=280)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
        killed = 0
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal() or int(folder.name) == self.process.pid:
                continue
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                ours = str(self.data) in line + (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if words in line and ours:
                os.kill(int(folder.name), signal.SIGKILL)
                killed += 1
        return killed

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
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        ended = process.wait(timeout=60)
        product.server.remove()
    assert ended == 0

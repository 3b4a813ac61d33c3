"""How long a stranger waits: fresh clone to first page, second start, one process; and the memory of a running demo."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.browsing import Browser, free_port
from bench.district import district
from liandong.site.postgres import cluster

ROOT: Final = Path(__file__).parents[1]
FIRST_S: Final = 180.0
PROCESS_S: Final = 4.0
MEMORY_MB: Final = 900.0
ROUNDS: Final = 3
SETTLES_S: Final = 20.0
PATIENCE_S: Final = 900.0
PAGES: Final = ("/", "/desk/")


def run(small: bool = False) -> dict[str, Any]:
    """Clones HEAD, starts it with ./dev run until a page answers 200, stops it and starts it again.

    The first start is measured once (with whatever the package caches hold), the others three times. Ratios are the
    limit over the figure: 1 and more is met. Small only measures the start of a process.
    """
    if small:
        return {**shape(), "process_start_s": process_alone()}
    with TemporaryDirectory(prefix="liandong-bench-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o711)
        clone, data = folder / "clone", folder / "data"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        with demo(clone, data) as (_, first, page):
            pass
        seconds, memory, parts = [], 0.0, {}
        for turn in range(ROUNDS):
            with demo(clone, data) as (process, again, _):
                seconds.append(again)
                if turn == ROUNDS - 1:
                    time.sleep(SETTLES_S)
                    parts = pss_mb(process.pid, data)
                    memory = round(sum(parts.values()))
    second, alone = sorted(seconds)[ROUNDS // 2], process_alone()
    ratios = {"process": round(PROCESS_S / alone, 2), "memory": round(MEMORY_MB / memory, 2)}
    met = first <= FIRST_S and alone <= PROCESS_S and memory <= MEMORY_MB
    return {
        **shape(), "figure": round(first, 1), "ratio": round(FIRST_S / first, 2), "met": met, "page": page,
        "second_start_s": round(second, 1), "process_start_s": alone, "memory_mb": memory, "memory_parts_mb": parts,
        "ratios": ratios, "limits": {"process_s": PROCESS_S, "memory_mb": MEMORY_MB},
    }  # fmt: skip


def shape() -> dict[str, Any]:
    return {
        "name": "start",
        "figure": None,
        "unit": "s to first page",
        "limit": FIRST_S,
        "ratio": None,
        "goal": 1,
        "met": None,
    }


@contextmanager
def demo(clone: Path, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], float, str]]:
    """Runs ./dev run in a clone; gives the process, the seconds until the first page, and which page it was."""
    port, begun = free_port(), time.perf_counter()
    with (data.with_name("run.log")).open("ab") as log:
        process = subprocess.Popen(
            [str(clone / "dev"), "run", "--port", str(port), "--data", str(data)], cwd=clone, env=own_environment(),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        page = first_page(process, port)
        yield process, time.perf_counter() - begun, page
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def own_environment() -> dict[str, str]:
    """The environment without what would point the clone at another database or environment."""
    strange = ("LIANDONG_", "DJANGO_", "VIRTUAL_ENV", "PYTHON", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(strange)}


def first_page(process: subprocess.Popen[bytes], port: int) -> str:
    """Waits until one of the pages answers 200 and gives its path.

    Raises:
        RuntimeError: the demo ended, or nothing answered within a quarter of an hour.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        for path in PAGES:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                    if answer.status == 200:
                        return path
            except OSError:
                continue
        time.sleep(0.05)
    raise RuntimeError(f"no page of ./dev run answered (its exit code: {process.poll()})")


def process_alone() -> float:
    """Seconds from the start of `liandong serve` (one process, the database already there) to its first answer."""
    with district() as server:
        found = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            with Browser(server.url()):
                found.append(time.perf_counter() - begun)
    return round(sorted(found)[ROUNDS // 2], 2)


def pss_mb(leader: int, data: Path) -> dict[str, float]:
    """Proportional memory (PSS) in MB of the demo's processes and of its PostgreSQL, by what they are."""
    parents = {int(path.name): parent_of(path) for path in Path("/proc").glob("[0-9]*")}
    postmaster = int((cluster(data).folder / "postmaster.pid").read_text().split()[0])
    found: dict[str, float] = {}
    for pid in parents:
        above = set(ancestors(pid, parents))
        if leader in above or postmaster in above:
            name = "postgres" if postmaster in above else "python"
            found[name] = round(found.get(name, 0.0) + pss_of(pid), 1)
    return found


def ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid:
        yield pid
        pid = parents.get(pid, 0)


def parent_of(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def pss_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)

"""How fast reports are received over HTTP, beside PostgreSQL alone writing the very same rows."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.district import district
from liandong.kernel.clock import local_day, now
from liandong.site.postgres import Cluster

GOAL: Final = 0.2
MOST_P95_MS: Final = 40.0
CLIENTS: Final = 16
PROCESSES: Final = 2
HOST: Final = "127.0.0.1"
RATE: Final = re.compile(r"^tps = ([\d.]+)", re.M)
BATCH: Final = 500


def run(small: bool = False) -> dict[str, Any]:
    """Requests per second that are received, durable and answered with 201: 16 keep-alive clients, 2 server processes.

    The limit (the denominator) is `pgbench` with 16 clients over the unix socket, prepared, `synchronous_commit=on`,
    sending the product's own statement `liandong/cases/sql/receive.sql` with one report a time: the very rows of one
    request, nothing parsed, located, classified, routed or sealed anew. It runs before and after each of our runs; the
    ratio is the median over the pairs of ours to the mean of the two. All run on the same machine at the same time as
    their load generator.

    `ratio_at_a_tenth` is the ratio with a tenth of the history (2,000 cases instead of 20,000).
    """
    history, rounds, seconds, bare = (2_000, 1, 4.0, 3) if small else (20_000, 3, 15.0, 10)
    with district() as server, tempfile.TemporaryDirectory() as folder:
        key, script = prepared(), bare_script(Path(folder))
        with serving(server) as port:
            fill(history // 10)
            tenth = pairs(server, script, port, key, 1, seconds, bare)
            fill(history - history // 10)
            found = pairs(server, script, port, key, rounds, seconds, bare)
    return summary(found, tenth, history)


def summary(found: list[dict[str, float]], tenth: list[dict[str, float]], history: int) -> dict[str, Any]:
    figure, limit, ratio, p50, p95 = (
        median(pair[name] for pair in found) for name in ("figure", "limit", "ratio", "p50_ms", "p95_ms")
    )
    return {
        "name": "intake", "figure": round(figure), "unit": "reports/s", "limit": round(limit), "ratio": round(ratio, 2),
        "goal": GOAL, "met": ratio >= GOAL and p95 <= MOST_P95_MS and not sum(pair["failed"] for pair in found),
        "p50_ms": round(p50, 1), "p95_ms": round(p95, 1), "ratios": [round(pair["ratio"], 2) for pair in found],
        "failed": int(sum(pair["failed"] for pair in found)), "history": history,
        "figure_at_a_tenth": round(tenth[0]["figure"]), "limit_at_a_tenth": round(tenth[0]["limit"]),
        "ratio_at_a_tenth": round(tenth[0]["ratio"], 2), "p95_ms_at_a_tenth": round(tenth[0]["p95_ms"], 1),
    }  # fmt: skip


def prepared() -> str:
    """Registers the client and gives its key."""
    # The product's models wait for the settings that `district` makes.
    from liandong.access.client_actions import open_client

    return open_client("bench", ["hotline"], actor="system", now=now(), per_minute=1_000_000_000)


def drafts(count: int, mark: str) -> list[Any]:
    """Reports like those that the load sends."""
    from bench.load import report
    from liandong.faces.api.clients import Caller
    from liandong.faces.api.reading import drafted, read

    caller = Caller(1, frozenset({"hotline"}), 1)
    return [drafted(read(report(f"{mark}-{at}")), caller, "", now()) for at in range(count)]


def fill(count: int) -> None:
    """Adds cases to the history through the product's own action."""
    from liandong.cases.actions import receive

    for _ in range(0, count, BATCH):
        receive(drafts(min(BATCH, count), secrets.token_hex(6)), actor="client:1", now=now())


def bare_script(folder: Path) -> Path:
    """The product's statement with the row of one report, its key and its identity's id new each time, for pgbench."""
    from liandong.cases.intake import plan, row
    from liandong.cases.ports import PORTS
    from liandong.cases.reference import district as known
    from liandong.cases.reference import number_base
    from liandong.journal.reactions import QUEUE, TABLE, TASK
    from liandong.kernel.sql import load

    [draft], at = drafts(1, "@KEY@"), now()
    [spot] = PORTS.locator.locate([(draft.lon, draft.lat, draft.words, draft.text)])
    [options] = PORTS.classifier.classify([f"{draft.title} {draft.text}"])
    planned, day = plan(draft, spot, options, known(), at), local_day(at)
    one = row(planned, known(), day.strftime("%y%m%d"), number_base(day), "client:1", at)
    one["person"]["id"] = "@ID@"
    rows = f"replace(replace({quoted(json.dumps([one], ensure_ascii=False))}, '@KEY@', :fresh::text), "
    rows += "'@ID@', gen_random_uuid()::text)"
    answered = f"ARRAY[{','.join(quoted(kind) for kind in TABLE)}]"
    words = {"rows": rows, "task": quoted(TASK), "queue": quoted(QUEUE), "answered": answered}
    statement = load("liandong.cases", "receive") % words
    script = folder / "receive.pgbench"
    script.write_text(f"\\set fresh random(1, 9000000000000000000)\n{statement.strip()};\n", encoding="utf-8")
    return script


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def pairs(
    server: Cluster, script: Path, port: int, key: str, rounds: int, seconds: float, bare: int
) -> list[dict[str, float]]:
    """Our runs, each between two of the limit's; neighbours share one."""
    found, before = [], limit(server, script, bare)
    for _ in range(rounds):
        ours = loaded(port, key, seconds)
        after = limit(server, script, bare)
        rate = ours["answered"] / ours["seconds"]
        found.append({**ours, "figure": rate, "limit": (before + after) / 2, "ratio": 2 * rate / (before + after)})
        before = after
    return found


def limit(server: Cluster, script: Path, seconds: int) -> float:
    """Transactions per second of pgbench."""
    words = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds), "-f", str(script), server.url()]
    done = subprocess.run([str(server.binaries / "pgbench"), *words], capture_output=True, text=True, check=False)
    rate = RATE.search(done.stdout)
    if done.returncode or rate is None:
        raise RuntimeError(f"pgbench: {(done.stderr or done.stdout).strip()[-600:]}")
    return float(rate[1])


def loaded(port: int, key: str, seconds: float) -> dict[str, float]:
    """What the load generator saw."""
    program = Path(__file__).with_name("load.py")
    words = [HOST, str(port), key, str(seconds), str(CLIENTS), secrets.token_hex(6)]
    done = subprocess.run([sys.executable, str(program), *words], capture_output=True, text=True, check=True)
    seen: dict[str, float] = json.loads(done.stdout)
    return seen


@contextmanager
def serving(server: Cluster) -> Iterator[int]:
    """The product's own server on a free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, "-m", "liandong.site.command", "serve", "--port", str(port), "--processes", str(PROCESSES)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env={**os.environ, "DATABASE_URL": server.url()})
        try:
            until = time.monotonic() + 60
            while not healthy(port):
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(f"the server did not start: {log.read()[-600:].decode(errors='replace')}")
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False

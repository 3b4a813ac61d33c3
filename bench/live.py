"""How soon a thousand browsers hear of a change: from before the statement that makes it to the last byte of the event."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Final

from django.db import connection

from bench.browsing import free_port
from bench.district import district

LISTENERS: Final = 1000
SMALL: Final = 50
CHANGES: Final = 20
LIMIT_MS: Final = 300.0
GAP_S: Final = 0.5
AT_ONCE: Final = 50
PATIENCE_S: Final = 30.0


def run(small: bool = False) -> dict[str, Any]:
    """Opens the streams of dispatchers on one process and changes a case now and then.

    The figure is the 95th percentile over all (browser, change), each from the start of the UPDATE to the event's arrival, in
    ms; ratio is the limit over it. Also the processor time and the memory of the live process, and what the trigger adds to
    the UPDATE itself.
    """
    listeners = SMALL if small else LISTENERS
    with district() as server:
        case, cookie = one_case(), one_session()
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "liandong.site.command", "live", "--port", str(port)],
            env={**os.environ, "DATABASE_URL": server.url()}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            seconds, opened = asyncio.run(heard(port, cookie, case, listeners))
            burdens = burden(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(15)
        told = telling_us(case)
    p50, p95 = (round(sorted(seconds)[int(len(seconds) * share)] * 1000, 1) for share in (0.5, 0.95))
    return {
        "name": "live", "figure": p95, "unit": f"ms p95 to {listeners} browsers", "limit": LIMIT_MS, "ratio": round(LIMIT_MS / p95, 2),
        "goal": 1, "met": p95 <= LIMIT_MS and len(seconds) == listeners * CHANGES, "p50_ms": p50, "heard": len(seconds),
        "expected": listeners * CHANGES, "opened_s": round(opened, 1), "trigger_us": told, **burdens,
    }  # fmt: skip


def one_case() -> int:
    # Models wait for the settings.
    from liandong.cases.actions import Received, receive
    from liandong.cases.intake import Draft
    from liandong.kernel.clock import now

    draft = Draft(key=str(uuid.uuid4()), channel="hotline", text="路灯不亮", reported_at=now())
    [made] = receive([draft], actor="system", now=now())
    assert isinstance(made, Received)
    return made.case


def one_session() -> str:
    """The cookie of a dispatcher's session; all browsers share it, as far as the process can tell they are as many people."""
    # Models and sessions wait for the settings.
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from liandong.access.models import Account
    from liandong.site import settings

    account, session = Account.objects.get(username="0217"), SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


async def heard(port: int, cookie: str, case: int, listeners: int) -> tuple[list[float], float]:
    """Seconds of each browser for each change, and how long it took until all of them listened."""
    begun = time.perf_counter()
    await up(port)
    door = asyncio.Semaphore(AT_ONCE)
    lines = await asyncio.gather(*(opened(port, cookie, door) for _ in range(listeners)))
    took = time.perf_counter() - begun
    arrived: list[list[float]] = [[] for _ in lines]
    ears = [asyncio.create_task(listen(line, times)) for line, times in zip(lines, arrived, strict=True)]
    made = []
    for number in range(CHANGES):
        made.append(time.perf_counter())
        await asyncio.to_thread(change, case, number)
        await asyncio.sleep(GAP_S)
    await asyncio.sleep(1)
    for ear in ears:
        ear.cancel()
    for line in lines:
        line.close()
    return [at - since for times in arrived for at, since in zip(times, made, strict=False)], took


class Stream:
    """An open stream as a browser has it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def close(self) -> None:
        self.writer.close()


async def up(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)


async def opened(port: int, cookie: str, door: asyncio.Semaphore) -> Stream:
    """One browser's stream, once its first words have come."""
    async with door:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /desk/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        await writer.drain()
        await reader.readuntil(b": liandong\n\n")
    return Stream(reader, writer)


async def listen(line: Stream, times: list[float]) -> None:
    while True:
        await line.reader.readuntil(b"data: ")
        times.append(time.perf_counter())


def change(case: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET extended = %s WHERE id = %s", [number, case])


def telling_us(case: int) -> float:
    """Microseconds that the trigger takes in an UPDATE, as EXPLAIN counts them: the median of some."""
    found = []
    with connection.cursor() as cursor:
        for number in range(51):
            cursor.execute(
                "EXPLAIN (ANALYZE, FORMAT JSON) UPDATE cases_case SET extended = %s WHERE id = %s", [number, case]
            )
            [plan] = cursor.fetchone()[0]
            found += [each["Time"] * 1000 for each in plan["Triggers"] if "desks_tell_change" in each["Trigger Name"]]
    return float(round(sorted(found)[len(found) // 2], 1))


def burden(pid: int) -> dict[str, float]:
    """Processor seconds and memory (PSS, MB) of a process group's processes."""
    seconds = memory = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) != pid:
                continue
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            memory += (
                next(
                    int(text.split()[1])
                    for text in (folder / "smaps_rollup").read_text().splitlines()
                    if text.startswith("Pss:")
                )
                / 1024
            )
        except (OSError, StopIteration):
            continue
    return {"process_s": round(seconds, 1), "memory_mb": round(memory)}

"""Keeps the product's processes running: a database, a server, a worker, and whatever else is asked for.

A child that dies is started again, after a pause that doubles up to half a minute while it keeps dying. A child that ends
with 0 and is not meant to last is left alone. Ctrl-C or SIGTERM ends all of them, the database last.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Final

LONGEST_PAUSE: Final = 30.0
PATIENCE: Final = 15.0


@dataclass
class Child:
    """One process: its name, its words for `liandong`, and whether it is meant to last."""

    name: str
    words: Sequence[str]
    lasting: bool = True
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.0
    begun: float = 0.0
    due: float = 0.0
    over: bool = False


@dataclass
class Supervisor:
    """Starts children and watches them. `keep_alive` is called each round (it restarts the database if need be)."""

    log: Path
    keep_alive: Callable[[], None]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def add(self, name: str, *words: str, lasting: bool = True) -> Child:
        child = Child(name, words, lasting)
        self.children.append(child)
        self.start(child)
        return child

    def start(self, child: Child) -> None:
        child.begun = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-m", "liandong.site.command", *child.words],
            stdin=subprocess.DEVNULL, stdout=self.output(child), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def output(self, child: Child) -> IO[bytes]:
        self.log.mkdir(parents=True, exist_ok=True)
        return (self.log / f"{child.name}.log").open("ab")

    def run(self) -> None:
        """Watches until a signal comes."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        while not self.stopping:
            self.keep_alive()
            for child in self.children:
                self.look_after(child)
            time.sleep(0.25)

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def look_after(self, child: Child) -> None:
        """Starts a dead child again when its pause is over."""
        if child.over or child.process is None or child.process.poll() is None:
            return
        if not child.lasting and child.process.returncode == 0:
            child.over = True
            return
        now = time.monotonic()
        if not child.due:
            # What it had started would serve or work on beside its successor.
            signal_group(child.process, signal.SIGKILL)
            child.pause = min(LONGEST_PAUSE, max(0.5, child.pause * 2)) if now - child.begun < 60 else 0.5
            child.due = now + child.pause
            print(
                f"· {child.name} stopped (code {child.process.returncode}); it starts again in {child.pause:.1f} s",
                flush=True,
            )
        elif now >= child.due:
            child.due = 0.0
            self.start(child)

    def stop(self) -> None:
        """Ends all children: asks them, waits, then insists."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            signal_group(process, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                signal_group(process, signal.SIGKILL)
                process.wait()


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signals a child and what it started (it leads its own group, so that Ctrl-C reaches only us)."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return

"""The processes that keep the product running: what a dead one had started ends before its successor begins."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from liandong.site.supervise import Child, Supervisor


def test_what_a_dead_child_had_started_ends_with_it(tmp_path: Path) -> None:
    words = ["sh", "-c", f"sleep 600 & echo $! > {tmp_path}/started; exit 1"]
    child = Child("child", (), process=subprocess.Popen(words, start_new_session=True), begun=time.monotonic())
    assert child.process is not None
    child.process.wait()
    started = int((tmp_path / "started").read_text())
    os.kill(started, 0)
    Supervisor(tmp_path, lambda: None).look_after(child)
    assert child.due > time.monotonic()
    until = time.monotonic() + 20
    while Path(f"/proc/{started}").exists() and "Z" not in Path(f"/proc/{started}/stat").read_text().split(") ")[1][:1]:
        assert time.monotonic() < until
        time.sleep(0.02)

"""A browser of the laboratory: a server of the product on a free port, and pages asked over one kept connection."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Final
from urllib.parse import quote

PATIENCE_S: Final = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Browser:
    """Serves the database of an address and asks pages of it as somebody of the demo's staff."""

    def __init__(self, url: str) -> None:
        self.port = free_port()
        self.cookie = ""
        words = ["serve", "--port", str(self.port), "--processes", "1"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "liandong.site.command", *words], env={**os.environ, "DATABASE_URL": url},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.link = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def __enter__(self) -> Browser:
        until = time.monotonic() + PATIENCE_S
        while self.seconds("/healthz") is None and time.monotonic() < until:
            time.sleep(0.1)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.link.close()
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def signed_in(self, number: str) -> bool:
        """Opens a session for a staff number and says whether the desk lets it in."""
        # Models and sessions wait for the settings.
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from liandong.access.models import Account
        from liandong.site import settings

        account, session = Account.objects.get(username=number), SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        self.cookie = f"sessionid={session.session_key}"
        return self.seconds("/desk/") is not None

    def seconds(self, path: str) -> float | None:
        """How long a page took, read to its end; None when it was not a page (200)."""
        begun = time.perf_counter()
        try:
            self.link.request("GET", quote(path, safe="/?&=-"), headers={"Cookie": self.cookie})
            answer = self.link.getresponse()
            answer.read()
        except (OSError, HTTPException):
            self.link.close()
            return None
        return time.perf_counter() - begun if answer.status == 200 else None

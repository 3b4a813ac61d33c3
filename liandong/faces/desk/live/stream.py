"""The stream of changes (text/event-stream) as a plain ASGI application: one process, one LISTEN, many browsers.

It answers GET /desk/live for whoever the desk would open for, judged by the same session cookie, and keeps asking whether
that is still so. It sends which case changed to those who may see it; the page asks for the row itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connection
from psycopg.conninfo import make_conninfo

from liandong.access.rules import Actor
from liandong.faces.desk.live.changes import CHANNEL, Told, parsed
from liandong.faces.desk.live.hub import Hub, Listener
from liandong.faces.desk.live.seats import seats
from liandong.kernel.clock import now

log = structlog.get_logger(__name__)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HELLO: Final = b"retry: 3000\n: liandong\n\n"
BEAT: Final = b": still here\n\n"
BEAT_S: Final = 20.0
RECHECK_S: Final = 60.0
LONGEST_PAUSE_S: Final = 5.0
PATHS: Final = {"/desk/live", "/live"}


def conninfo() -> str:
    """Where the pages' database is, for a connection that only listens."""
    told: dict[str, Any] = settings.DATABASES["default"]
    words = {
        "dbname": told["NAME"],
        "user": told["USER"],
        "password": told["PASSWORD"],
        "host": told["HOST"],
        "port": told["PORT"],
    }
    options = {name: value for name, value in told["OPTIONS"].items() if name != "pool"}
    return make_conninfo(**{name: value for name, value in {**words, **options}.items() if value})


class Live:
    """The application with its hub and the two tasks behind it. `others`: more channels of the database beside that of cases,
    with what makes an event of their words."""

    def __init__(
        self, where: Callable[[], str] = conninfo, others: Mapping[str, Callable[[str], Told]] | None = None
    ) -> None:
        self.hub, self.where = Hub(), where
        self.channels: dict[str, Callable[[str], Told]] = {CHANNEL: parsed, **(others or {})}
        self.tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live_through(receive, send)
        elif scope["type"] == "http":
            await self.answer(scope, receive, send)

    async def live_through(self, receive: Receive, send: Send) -> None:
        while True:
            told = await receive()
            if told["type"] == "lifespan.startup":
                self.begin()
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self.tasks:
                    task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def begin(self) -> None:
        """Starts listening and rechecking, once."""
        if not self.tasks:
            self.tasks = {asyncio.create_task(self.listen()), asyncio.create_task(self.recheck())}

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begin()
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin", "")
        if status := plain_answer(scope, origin, headers.get("host", "")):
            await plain(send, status)
            return
        session = session_in(headers.get("cookie", ""))
        seated = await seated_now({session}) if session else {}
        if session not in seated:
            await plain(send, 401, origin)
            return
        listener = Listener(session, seated[session])
        await send({"type": "http.response.start", "status": 200, "headers": stream_headers(origin)})
        await self.stream(listener, headers.get("last-event-id", ""), receive, send)

    async def stream(self, listener: Listener, last: str, receive: Receive, send: Send) -> None:
        """Sends what comes until the browser goes or the session ends."""
        self.hub.listeners.add(listener)
        gone = asyncio.ensure_future(left(receive))
        try:
            await send(piece(HELLO + self.hub.missed(last, listener.actor)))
            while not listener.over and not gone.done():
                coming = asyncio.ensure_future(listener.waiting())
                await asyncio.wait({coming, gone}, timeout=BEAT_S, return_when=asyncio.FIRST_COMPLETED)
                if coming.done():
                    await send(piece(coming.result()))
                else:
                    coming.cancel()
                    await send(piece(BEAT))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (OSError, RuntimeError):
            return  # the browser went while something was sent to it
        finally:
            gone.cancel()
            self.hub.listeners.discard(listener)

    async def listen(self) -> None:
        """Keeps one connection on the channel; after each new one browsers load anew, since something may be missed."""
        pause, before = 0.2, False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self.where(), autocommit=True) as link:
                    for channel in self.channels:
                        await link.execute(f"LISTEN {channel}".encode())
                    if before:
                        self.hub.reload()
                    pause, before = 0.2, True
                    async for told in link.notifies():
                        self.hub.publish(self.channels[told.channel](told.payload))
            except (psycopg.Error, OSError) as failed:
                log.warning(
                    "the database does not tell of changes", why=str(failed).partition("\n")[0], again_in_s=pause
                )
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)

    async def recheck(self) -> None:
        """Asks for all streams at once whether their sessions still open the desk, and from which post."""
        while True:
            await asyncio.sleep(RECHECK_S)
            listeners = list(self.hub.listeners)
            try:
                seated = await seated_now({each.session for each in listeners})
            except DatabaseError:
                continue  # the database is away; the pages say so themselves
            for each in listeners:
                if each.session in seated:
                    each.actor = seated[each.session]
                else:
                    each.end()


@sync_to_async
def seated_now(sessions: Collection[str]) -> dict[str, Actor]:
    """`seats` now; the connection goes back to the pool, since no end of a request does that here."""
    try:
        return seats(sessions, now())
    finally:
        connection.close()


def plain_answer(scope: Scope, origin: str, host: str) -> int:
    """The status of whatever is no stream; 0 for a stream."""
    if scope["path"] == "/healthz":
        return 200
    if scope["path"] not in PATHS or scope["method"] != "GET":
        return 404
    return 403 if origin and not trusted(origin, host) else 0


def trusted(origin: str, host: str) -> bool:
    """Whether pages of this origin may listen: the same host on whatever port, or one that is trusted for forms."""
    same = urlsplit(origin).hostname == urlsplit(f"//{host}").hostname
    return same or origin in settings.CSRF_TRUSTED_ORIGINS


def session_in(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def stream_headers(origin: str) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"),
            *crossing(origin)]  # fmt: skip


def crossing(origin: str) -> list[tuple[bytes, bytes]]:
    """What lets a page of another port read the answer."""
    if not origin:
        return []
    return [(b"access-control-allow-origin", origin.encode("latin-1")), (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin")]  # fmt: skip


def piece(data: bytes) -> MutableMapping[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": True}


async def plain(send: Send, status: int, origin: str = "") -> None:
    await send({"type": "http.response.start", "status": status, "headers": crossing(origin)})
    await send({"type": "http.response.body", "body": b""})


async def left(receive: Receive) -> None:
    """Returns when the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        continue

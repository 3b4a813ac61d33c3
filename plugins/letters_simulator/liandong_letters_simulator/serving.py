"""The simulated services over HTTP, each under its name: /wechat, /miniprogram, /weibo, /weibo-private, /sms."""

from __future__ import annotations

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from liandong_letters_simulator import sms, wechat, weibo, weibo_private
from liandong_letters_simulator.store import World
from liandong_letters_simulator.wechat import Reply


def answered(
    world: World, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> Reply:
    """What a service answers: status, content type, body. For whoever serves it by other means."""
    service, _, rest = path.strip("/").partition("/")
    if service in (wechat.SERVICE, wechat.PROGRAM):
        return wechat.answered(world, method, f"/{rest}", query, body, service)
    if service == "weibo":
        return weibo.answered(world, method, f"/{rest}", query, body)
    if service == weibo_private.SERVICE:
        return weibo_private.answered(world, method, f"/{rest}", query, body)
    if service == "sms":
        return sms.answered(world, method, headers, body)
    return 404, "text/plain", b""


class Server(ThreadingHTTPServer):
    """Serves a world on this machine until it is left."""

    daemon_threads = True

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Door)
        self.world = world
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Server:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()


class Door(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, kind, told = answered(
            self.server.world, self.command, parts.path, dict(parse_qsl(parts.query)), headers, body
        )
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_words: Any) -> None:
        """Says nothing: what a message holds belongs into no log."""

"""The simulated centre's door: what liandong posts, with its signature looked at and the receipt signed."""

from __future__ import annotations

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from liandong.exchange import wire
from liandong.exchange.ports import NotDelivered
from liandong.kernel.refusals import Refused
from liandong_partner_simulator.simulator import Simulator


class Server(ThreadingHTTPServer):
    """Serves one centre on this machine."""

    daemon_threads = True

    def __init__(self, centre: Simulator, secret: bytes, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Door)
        self.centre, self.secret = centre, secret

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/messages"


class Door(BaseHTTPRequestHandler):
    """One request. What is lost is answered with 504, as a gateway would."""

    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), wire.MOST_BYTES))
        given = {name: self.headers.get(name, "") for name in (wire.TIMESTAMP, wire.SIGNATURE)}
        try:
            wire.signer([self.server.secret], given, self.server.centre.partner, body, datetime.now(UTC))
            answer = wire.receipt_bytes(self.server.centre.send(wire.decoded(body), 10))
        except Refused as refused:
            return self.answer(401 if refused.code in ("bad-signature", "clock-skew") else 422, refused.code.encode())
        except NotDelivered:
            return self.answer(504, b"")
        return self.answer(200, answer)

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        for name, value in wire.headers(self.server.secret, wire.US, body, datetime.now(UTC)).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Says nothing: what a message holds belongs into no log."""

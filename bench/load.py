"""Sends reports over keep-alive connections and says how fast they were answered; a process of its own, made to be light.

`python bench/load.py HOST PORT KEY SECONDS CLIENTS MARK` prints one JSON object: answered, failed, seconds, p50_ms, p95_ms.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import sys
import time
from typing import Final

WARM_UP_S: Final = 3.0
TEXT: Final = "路边的路灯坏了两盏，晚上看不清路，老人走过去容易摔跤，请尽快派人来修一下，谢谢。"
MIDDLE: Final = (104.1093, 30.6731)
SPREAD: Final = 0.012
"""Degrees around the middle (1.2 km), all inside the demo district."""


class Connection:
    """One client: sends a report, waits for the whole answer, sends the next."""

    def __init__(self, host: str, port: int, key: str, mark: str) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"POST /api/v1/reports HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n".encode()
        self.mark, self.count, self.sent_at, self.got = mark, 0, 0.0, b""

    def send(self) -> None:
        self.count += 1
        body = report(f"{self.mark}-{self.count}")
        size = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.sent_at, self.got = time.perf_counter(), b""
        self.socket.sendall(self.head + size + body)

    def receive(self) -> int | None:
        """The status once the answer is whole."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.got += part
        head, found, body = self.got.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return int(head[9:12]) if found and len(body) >= int(length or 0) else None


def report(key: str) -> bytes:
    """A report with everything that costs: a place, a reporter to seal, a key."""
    lon, lat = (at + random.uniform(-SPREAD, SPREAD) for at in MIDDLE)
    return json.dumps({
        "text": TEXT, "title": "路灯不亮", "channel": "hotline", "key": key, "lon": round(lon, 6), "lat": round(lat, 6),
        "reporter": {"name": "张三丰", "phone": "13800000000"},
    }).encode()  # fmt: skip


def run(connections: list[Connection], seconds: float) -> tuple[list[float], int, float]:
    """Seconds of each answer in the order of arrival, how many were no 201, and how long it took in all."""
    waits, failed = [], 0
    with selectors.DefaultSelector() as ready:
        for one in connections:
            ready.register(one.socket, selectors.EVENT_READ, one)
            one.send()
        begun, sending = time.perf_counter(), len(connections)
        while sending:
            for key, _ in ready.select():
                one = key.data
                if (status := one.receive()) is None:
                    continue
                now = time.perf_counter()
                waits.append(now - one.sent_at)
                failed += status != 201
                if now - begun < seconds:
                    one.send()
                else:
                    ready.unregister(one.socket)
                    sending -= 1
    return waits, failed, time.perf_counter() - begun


def main() -> None:
    host, port, key, seconds, clients, mark = sys.argv[1:7]
    connections = [Connection(host, int(port), key, f"{mark}-{at}") for at in range(int(clients))]
    run(connections, WARM_UP_S)
    waits, failed, took = run(connections, float(seconds))
    waits.sort()
    at = {f"p{share}_ms": round(1000 * waits[len(waits) * share // 100], 2) for share in (50, 95)}
    print(json.dumps({"answered": len(waits), "failed": failed, "seconds": took, **at}))


if __name__ == "__main__":
    main()

"""A network that can be cut: what a telephone reaches the product through, for pages and workers alike."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Network:
    """Carries bytes between its own port and the product's. While it is down, nothing gets through and nothing new connects."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.up = True
        self.lines: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                threading.Thread(target=self.join, args=(near,), daemon=True).start()

    def join(self, near: socket.socket) -> None:
        try:
            if not self.up:
                raise ConnectionError
            far = socket.create_connection(("127.0.0.1", self.to), timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self.lines += [near, far]
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=carry, args=(one, other), daemon=True).start()

    def cut(self) -> None:
        self.up = False
        for line in self.lines:
            close(line)
        self.lines.clear()

    def restore(self) -> None:
        self.up = True


def carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    close(one)
    close(other)


def close(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextmanager
def network_to(port: int) -> Iterator[Network]:
    made = Network(port)
    try:
        yield made
    finally:
        made.cut()
        made.door.close()

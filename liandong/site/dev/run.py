"""`./dev run`: the product with a living demo district, on the embedded PostgreSQL or on DATABASE_URL."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from liandong.site import embedded
from liandong.site.postgres import Cluster, PostgresFailed, cluster
from liandong.site.supervise import Supervisor
from liandong.site.translations import compile_catalogues


def main() -> int:
    args = asked()
    begun = time.monotonic()
    if taken(args.host, args.port):
        print(f"Port {args.port} is taken by another program. Choose another one: ./dev run --port {args.port + 1}")
        return 1
    folder = embedded.data_folder(args.data)
    os.environ["LIANDONG_DEMO"] = "1"
    os.environ.setdefault("LIANDONG_PUBLIC_URL", f"http://{args.host}:{args.port}")
    compile_catalogues(Path("locale"))
    server = None if "DATABASE_URL" in os.environ else cluster(folder)
    try:
        signal.signal(signal.SIGTERM, interrupted)
        if server:
            print("· starting PostgreSQL", flush=True)
            embedded.started(server)
        for words, says in (
            (["migrate"], "bringing the tables up to date"),
            (["demo", "base"], "preparing the demo district"),
        ):
            print(f"· {says}", flush=True)
            if subprocess.run([sys.executable, "-m", "liandong.site.command", *words], check=False).returncode:
                return 1
        return watched(args, folder, server, begun)
    except PostgresFailed as failed:
        print(f"PostgreSQL does not start. The end of its log:\n{failed}")
        return 1
    except KeyboardInterrupt:
        print("· stopping", flush=True)
        return 0
    finally:
        if server:
            server.stop()


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="./dev run")
    parser.add_argument("--data", help="the data folder (default: .data)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--days", type=int, default=90, help="how many days of history the demo fills in")
    parser.add_argument(
        "--sandbox", action="store_true", help="a second district for programs to try, with a database of its own"
    )
    args = parser.parse_args()
    if args.sandbox:
        make_sandbox(args)
    return args


def make_sandbox(args: argparse.Namespace) -> None:
    """A sandbox shares nothing with the real district: its folder, its database, its keys and its port are others.

    Raises:
        SystemExit: a database is named, which would be the real one.
    """
    if "DATABASE_URL" in os.environ:
        raise SystemExit("A sandbox has a database of its own; DATABASE_URL is set. Unset it, and start again.")
    os.environ["LIANDONG_SANDBOX"] = "1"
    args.data = f"{args.data or '.data'}-sandbox"
    args.port = args.port + 100
    args.days = min(args.days, 2)


def interrupted(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM before the supervisor watches is a Ctrl-C like any other."""
    raise KeyboardInterrupt


def watched(args: argparse.Namespace, folder: Path, server: Cluster | None, begun: float) -> int:
    """Starts the processes, says where everything is, and stays until a signal comes."""
    supervisor = Supervisor(folder / "log", revived(server))
    address = f"http://{args.host}:{args.port}"
    try:
        live = free_after(args.host, args.port)
        os.environ.setdefault("LIANDONG_LIVE_URL", f":{live}/desk/live")
        supervisor.add("server", "serve", "--host", args.host, "--port", str(args.port))
        supervisor.add("worker", "worker")
        supervisor.add("live", "live", "--host", args.host, "--port", str(live))
        if not answers(f"{address}/healthz"):
            print(f"The server does not answer. Its log: {folder / 'log' / 'server.log'}")
            return 1
        supervisor.add("demo", "demo", "live", "--days", str(args.days), lasting=True)
        subprocess.run(
            [sys.executable, "-m", "liandong.site.command", "demo", "sign-ins", "--address", address], check=False
        )
        print(
            f"· ready after {time.monotonic() - begun:.0f} s; logs in {folder / 'log'}; Ctrl-C stops everything",
            flush=True,
        )
        supervisor.run()
        print("· stopping", flush=True)
        return 0
    finally:
        supervisor.stop()


def revived(server: Cluster | None) -> Callable[[], None]:
    """Starts the embedded database again when it was killed; a killed one recovers by itself on start."""

    def keep_alive() -> None:
        if server and not server.running():
            print("· PostgreSQL stopped; starting it again", flush=True)
            server.start()

    return keep_alive


def free_after(host: str, port: int) -> int:
    """The first free port behind the pages' own: the stream of changes has one of its own."""
    return next(each for each in range(port + 1, port + 100) if not taken(host, each))


def taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def answers(address: str, patience: float = 60.0) -> bool:
    """Whether an address answers 200 within the patience (seconds)."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    raise SystemExit(main())

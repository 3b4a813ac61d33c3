"""The simulated mail box: just as much of IMAP (RFC 3501) and SMTP (RFC 5321) as a client needs to read and to answer."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from types import TracebackType
from typing import Final

from liandong_letters_simulator.keys import MAIL
from liandong_letters_simulator.store import FIRST, World

SERVICE: Final = "mail"
PARTIAL: Final = re.compile(r"FETCH (\d+) \(BODY\.PEEK\[\]<0\.\d+>\)", re.IGNORECASE)
SEARCH: Final = re.compile(r"SEARCH UID (\d+):\*", re.IGNORECASE)


def letter(who: str, subject: str, text: str, at: datetime, photos: tuple[bytes, ...] = (), **headers: str) -> bytes:
    """A mail as somebody's program writes it."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = who, MAIL["user"], subject, format_datetime(at)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for n, data in enumerate(photos):
        mail.add_attachment(data, "image", "jpeg", filename=f"photo{n}.jpg")
    return mail.as_bytes()


def drop(world: World, who: str, data: bytes, at: datetime) -> int:
    """A mail arrives in the box."""
    return world.write(SERVICE, who, {"mail": base64.b64encode(data).decode()}, at)


class MailServer:
    """The box by IMAP and SMTP on this machine until it is left: `imap` and `smtp` are their addresses."""

    def __init__(self, world: World) -> None:
        self.servers = [Server(world, Imap), Server(world, Smtp)]
        self.imap = f"imap://127.0.0.1:{self.servers[0].server_address[1]}"
        self.smtp = f"smtp://127.0.0.1:{self.servers[1].server_address[1]}"

    def __enter__(self) -> MailServer:
        for server in self.servers:
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


class Server(ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, world: World, door: type[StreamRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), door)
        self.world = world


class Imap(StreamRequestHandler):
    """One client that reads."""

    server: Server

    def handle(self) -> None:
        self.say("* OK [CAPABILITY IMAP4rev1] simulated")
        while line := self.rfile.readline().decode().strip():
            tag, _, order = line.partition(" ")
            if not self.done(order):
                self.say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                continue
            self.say(f"{tag} OK done")
            if order.upper() == "LOGOUT":
                return

    def done(self, order: str) -> bool:
        """Answers an order; whether it was carried out."""
        word = order.upper()
        if word.startswith("LOGIN"):
            return MAIL["password"] in order and not self.server.world.failure(SERVICE)
        numbers = [number - FIRST for number, *_ in self.server.world.written(SERVICE)]
        if word.startswith(("SELECT", "EXAMINE")):
            for said in (
                f"{len(numbers)} EXISTS",
                "OK [UIDVALIDITY 77] ok",
                f"OK [UIDNEXT {max(numbers, default=0) + 1}] ok",
            ):
                self.say(f"* {said}")
        elif found := SEARCH.search(order):
            # As the standard has it, "n:*" names the last message even where its number is below n.
            wanted = [n for n in numbers if n >= int(found.group(1))] or numbers[-1:]
            self.say(f"* SEARCH {' '.join(map(str, wanted))}".rstrip())
        elif found := PARTIAL.search(order):
            self.mail(int(found.group(1)))
        elif word == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        return True

    def mail(self, uid: int) -> None:
        for number, _, body, _ in self.server.world.written(SERVICE, after=FIRST + uid - 1)[:1]:
            data = base64.b64decode(body["mail"])
            self.wfile.write(
                f"* 1 FETCH (UID {number - FIRST} BODY[]<0> {{{len(data)}}}\r\n".encode() + data + b")\r\n"
            )

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Smtp(StreamRequestHandler):
    """One client that sends."""

    server: Server

    def handle(self) -> None:
        self.say("220 simulated")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("EHLO"):
                self.say("250-simulated\r\n250 AUTH PLAIN")
            elif word.startswith("AUTH"):
                given = base64.b64decode(line.split()[-1]).decode().split("\0")
                self.say("235 ok" if given[-1] == MAIL["password"] else "535 no")
            elif word.startswith("DATA"):
                self.take()
            elif word.startswith("RCPT") and (code := self.server.world.failure("smtp")):
                self.say(f"{code} no")
            else:
                self.say("221 bye" if word == "QUIT" else "250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        text = str(mail.get_content()).strip()
        self.server.world.answer(
            SERVICE, str(mail["To"]), text, way=str(mail["In-Reply-To"] or ""), key=str(mail["Message-ID"])
        )
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

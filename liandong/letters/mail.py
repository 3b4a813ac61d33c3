"""E-mail: an IMAP folder that is read, answers by SMTP. The folder is left as it is: nothing is deleted or marked."""

from __future__ import annotations

import imaplib
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

from liandong.kernel.refusals import Refused
from liandong.letters import mail_wire
from liandong.letters.ports import Answer, Heard, NotSent, ServicePlugin, Setup
from liandong.letters.quiet import Quiet

WITHIN: Final = 10.0
AT_ONCE: Final = 50
MOST_BYTES: Final = 12_000_000
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
NUMBER: Final = re.compile(rb"\d+")


@dataclass(frozen=True, slots=True)
class Mail(Quiet):
    """One mail box. Its own clock is needed: mails without a date get one."""

    setup: Setup

    def pull(self, since: str) -> tuple[Sequence[Heard], str]:
        """Mails since the mark, which is the folder's generation and the last number. The first time, and when the folder was made anew,
        only the mark is set: what lay there before stays where it is."""
        try:
            with self.box() as box:
                box.login(self.setup.options["user"], self.setup.secrets["password"])
                return self.mails(box, since)
        except imaplib.IMAP4.error as refused:
            raise NotSent("credentials", str(refused)[:100]) from None
        except OSError as away:
            raise NotSent("unreachable", type(away).__name__) from None

    def box(self) -> imaplib.IMAP4:
        parts = urlsplit(self.setup.address)
        host = str(parts.hostname)
        if parts.scheme == "imaps":
            secure = ssl.create_default_context()
            return imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=secure, timeout=WITHIN)
        return imaplib.IMAP4(host, parts.port or 143, timeout=WITHIN)

    def mails(self, box: imaplib.IMAP4, since: str) -> tuple[Sequence[Heard], str]:
        box.select("INBOX", readonly=True)
        generation = number(box.response("UIDVALIDITY")[1])
        before, _, last = since.partition(":")
        if before != str(generation):
            following = number(box.response("UIDNEXT")[1])
            return [], f"{generation}:{max(0, following - 1)}"
        found = box.uid("SEARCH", f"UID {int(last) + 1}:*")[1][0] or b""
        uids = sorted(uid for uid in map(int, found.split()) if uid > int(last))[:AT_ONCE]
        heard = [one for uid in uids if (one := self.mail(box, uid, generation))]
        return heard, f"{generation}:{uids[-1] if uids else last}"

    def mail(self, box: imaplib.IMAP4, uid: int, generation: int) -> Heard | None:
        data = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")[1]
        body = next((part[1] for part in data if isinstance(part, tuple)), b"")
        return mail_wire.read(body, self.setup.options["user"], f"imap:{generation}:{uid}", datetime.now(UTC))

    def send(self, answer: Answer) -> str:
        """Raises: see the port. Whatever breaks after the server has the text may have been carried."""
        mail = mail_wire.written(answer, self.setup.options["user"])
        try:
            link = self.post()
        except smtplib.SMTPAuthenticationError as refused:
            raise NotSent("credentials", f"SMTP {refused.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as away:
            raise NotSent("unreachable", type(away).__name__) from None
        try:
            link.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise NotSent("refused" if code >= 500 else "busy", f"SMTP {code}") from None
        except smtplib.SMTPResponseException as refused:
            raise NotSent("refused" if refused.smtp_code >= 500 else "busy", f"SMTP {refused.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as broken:
            raise NotSent("no-answer", type(broken).__name__) from None
        finally:
            link.close()
        return str(mail["Message-ID"])

    def post(self) -> smtplib.SMTP:
        parts = urlsplit(self.setup.options["smtp"])
        host, secure = str(parts.hostname), ssl.create_default_context()
        link = (
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=WITHIN, context=secure)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, parts.port or 587, timeout=WITHIN)
        )
        try:
            if parts.scheme == "smtp" and host not in LOCAL:
                link.starttls(context=secure)
            link.login(self.setup.options["user"], self.setup.secrets["password"])
        except (OSError, smtplib.SMTPException):
            link.close()
            raise
        return link


def number(given: Sequence[bytes | None]) -> int:
    """The number in an answer of the box, 0 where there is none."""
    found = NUMBER.search(given[0]) if given and given[0] else None
    return int(found.group()) if found else 0


def connect(setup: Setup) -> Mail:
    """A mail box.

    Raises:
        Refused: an address is none, or a password would travel in the open.
    """
    for name, address, schemes in (
        ("address", setup.address, ("imaps", "imap")),
        ("smtp", setup.options["smtp"], ("smtps", "smtp")),
    ):
        parts: SplitResult = urlsplit(address)
        if parts.scheme not in schemes or not parts.hostname:
            raise Refused("邮箱地址要写成 imaps://… 和 smtps://…（或 smtp://…）的样子。", code="bad-url", field=name)
        if parts.scheme == "imap" and parts.hostname not in LOCAL:
            raise Refused("收信要用加密的 imaps://，口令不能明着传。", code="bad-url", field=name)
    return Mail(setup)


MAIL: Final = ServicePlugin("mail", connect, ("user", "smtp"), ("password",), ("user", "smtp", "password"), asks=("text", "place"),
                            letters=4000, pulls=True)  # fmt: skip

"""E-mail as bytes: what somebody writes to us, and what we answer. Nothing in a mail is believed but what it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

from liandong.letters.ports import Answer, Heard

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
QUOTED: Final = re.compile(
    r"^(>|-{2,}\s*(原始邮件|Original Message)|在.{4,80}写道[：:]?|On .{4,120} wrote:|发件人[：:])", re.MULTILINE
)  # fmt: skip
ANSWERED: Final = re.compile(r"^\s*((re|fw|fwd|回复|转发)\s*[:：]\s*)+", re.IGNORECASE)
BULK: Final = frozenset({"bulk", "junk", "list"})
SUBJECT: Final = "关于您反映的事"
MOST_PHOTOS: Final = 6
SILENT: Final = frozenset({"script", "style", "head"})


class Plain(HTMLParser):
    """The words of a page, without its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the library passes it
        self.silent += tag in SILENT
        if tag in ("br", "p", "div", "li", "tr"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def read(data: bytes, own: str, otherwise: str, now: datetime) -> Heard | None:
    """A mail as what somebody says; None for what no person wrote, such as an absence note, a list, or our own answer.

    `otherwise`: the id of a mail that names none.
    """
    mail = message_from_bytes(data, policy=policy.default)
    try:
        name, who = parseaddr(str(mail.get("From", "")))
        if by_machine(mail) or not ADDRESS.fullmatch(who) or who.casefold() == own.casefold():
            return None
        id_ = str(mail.get("Message-ID", "")).strip()[:200] or otherwise
        subject = str(mail.get("Subject", "")).strip()
        return Heard(id_, who.casefold(), instant(mail, now), text=said(mail, subject), photos=photos(mail), name=name.strip()[:40],
                     thread=id_ if id_ != otherwise else "")  # fmt: skip
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        # The library's own words for a mail that is broken; whoever sent it is asked to write again.
        who = parseaddr(mail.as_string()[:2000].partition("From:")[2].partition("\n")[0])[1] if mail.defects else ""
        return Heard(otherwise, who.casefold(), now, "unread") if ADDRESS.fullmatch(who) else None


def by_machine(mail: EmailMessage) -> bool:
    """Whether nobody wrote it (RFC 3834): answering such a mail begins a loop."""
    auto = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().casefold()
    return auto != "no" or str(mail.get("Precedence", "")).strip().casefold() in BULK or "List-Id" in mail


def said(mail: EmailMessage, subject: str) -> str:
    """Subject and words, without what is quoted; an answer has only its words."""
    part = mail.get_body(preferencelist=("plain", "html"))
    text = str(part.get_content()) if part is not None else ""
    if part is not None and part.get_content_subtype() == "html":
        page = Plain()
        page.feed(text)
        text = "".join(page.words)
    found = QUOTED.search(text)
    text = "\n".join(line.strip() for line in (text[: found.start()] if found else text).splitlines() if line.strip())
    if ANSWERED.match(subject) or subject in text:
        return text
    return f"{subject}\n{text}".strip()


def photos(mail: EmailMessage) -> tuple[bytes, ...]:
    found = (part for part in mail.walk() if part.get_content_maintype() == "image")
    data = [part.get_payload(decode=True) for part, _ in zip(found, range(MOST_PHOTOS), strict=False)]
    return tuple(each for each in data if isinstance(each, bytes) and each)


def instant(mail: EmailMessage, now: datetime) -> datetime:
    """When it was written; now where it does not say."""
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
    except ValueError:
        return now
    return at.astimezone(UTC) if at.tzinfo else now


def written(answer: Answer, own: str) -> EmailMessage:
    """An answer as a mail. It says that a machine sent it, so that no machine answers; its id is the same for the same key."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = own, answer.who, SUBJECT
    mail["Message-ID"] = f"<{sha256(answer.key.encode()).hexdigest()[:32]}@{own.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-replied"
    if answer.thread:
        mail["In-Reply-To"] = mail["References"] = answer.thread
    mail.set_content(answer.text)
    return mail

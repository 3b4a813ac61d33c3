"""Weibo: posts and comments that name the district's account, and answers as comments, which everybody can read.

Source: open.weibo.com, statuses/mentions, comments/to_me, comments/create, comments/reply, statuses/share, and the table of error codes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from liandong.kernel.coordinates import System, converted
from liandong.letters.calling import as_json, called
from liandong.letters.ports import Answer, Heard, NotSent, ServicePlugin, Setup
from liandong.letters.quiet import Quiet

AT_ONCE: Final = 50
PICTURES: Final = "sinaimg.cn"
FATES: Final[Mapping[int, str]] = {
    **dict.fromkeys((21314, 21315, 21316, 21317, 21319, 21327, 21332, 10006, 10013), "credentials"),
    **dict.fromkeys((10009, 10022, 10023, 10024, 20016, 20017), "busy"),
    **dict.fromkeys((20019, 20101, 20201, 20205, 20206, 20207, 20112), "refused"),
}  # fmt: skip
"""What an error means: the account's token; too many; the post is gone, its author takes no comments, or the same was said before."""
SAID_BEFORE: Final = "error_code 20019"
NAMED: Final = re.compile(r"@[\w\-·]+[:：]?\s*")
REPLIED: Final = re.compile(r"^回复@[^:：]+[:：]\s*")
MARKS: Final = ("statuses/mentions", "comments/to_me")


@dataclass(frozen=True, slots=True)
class Weibo(Quiet):
    """One account."""

    setup: Setup

    def pull(self, since: str) -> tuple[Sequence[Heard], str]:
        """Posts and comments since the two marks, the oldest first. The first time only the marks are set: what was there before the
        inlet was opened stays where it is."""
        marks = since.split(":") if since else ["", ""]
        found: list[Heard] = []
        for n, name in enumerate(MARKS):
            rows = self.rows(name, marks[n] or "0")
            if marks[n]:
                found += [heard for row in reversed(rows) if (heard := self.read(row, comment=n == 1))]
            marks[n] = max(
                [marks[n] or "0", *(str(row.get("idstr", "")) for row in rows)], key=lambda word: int(word or 0)
            )
        return found, ":".join(marks)

    def rows(self, name: str, since: str) -> list[dict[str, Any]]:
        given = self.asked(f"/2/{name}.json", {"since_id": since, "count": str(AT_ONCE)})
        rows = given.get("statuses" if name == MARKS[0] else "comments", [])
        return [row for row in rows if isinstance(row, dict) and str(row.get("idstr", "")).isdecimal()]

    def read(self, row: Mapping[str, Any], *, comment: bool) -> Heard | None:
        """A post or a comment; None for our own, and for what says nothing."""
        user = row.get("user") or {}
        who = str(user.get("idstr", ""))
        if not who or who == self.setup.options.get("uid"):
            return None
        lon, lat = place((row.get("geo") or {}).get("coordinates"))
        status = str((row.get("status") or {}).get("idstr", "")) if comment else str(row["idstr"])
        pictures = [str(each.get("thumbnail_pic", "")) for each in row.get("pic_urls") or []]
        return Heard(
            f"{'comment' if comment else 'status'}:{row['idstr']}", who, instant(str(row.get("created_at", ""))),
            text=words(str(row.get("text", ""))), lon=lon, lat=lat, name="",
            refs=tuple(picture.replace("/thumbnail/", "/large/") for picture in pictures[:6]),
            thread=f"{status}:{row['idstr'] if comment else ''}",
        )  # fmt: skip

    def fetch(self, ref: str) -> bytes:
        """A picture, from Weibo's own machines only: its address comes from outside."""
        host, own = urlsplit(ref).hostname or "", urlsplit(self.setup.address).hostname
        if host != own and not host.endswith(f".{PICTURES}"):
            raise NotSent("refused", "another host")
        return called(ref)

    def send(self, answer: Answer) -> str:
        """As a comment under the post, or as an answer to a comment."""
        status, _, comment = answer.thread.partition(":")
        said = {"id": status, "comment": answer.text, **({"cid": comment} if comment else {})}
        given = self.asked(f"/2/comments/{'reply' if comment else 'create'}.json", {}, said)
        return str(given.get("idstr", ""))

    def publish(self, text: str, key: str) -> str:  # noqa: ARG002  Weibo knows no keys, but the same words again
        """As a post. The same words again are refused, which says that they stand there."""
        try:
            return str(self.asked("/2/statuses/share.json", {}, {"status": text}).get("idstr", ""))
        except NotSent as refused:
            if SAID_BEFORE not in str(refused):
                raise
            return ""

    def asked(self, path: str, query: Mapping[str, str], form: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What Weibo answers.

        Raises:
            NotSent: it answers with an error.
        """
        token = {"access_token": self.setup.secrets["access_token"]}
        body = urlencode({**token, **form}).encode() if form is not None else None
        url = f"{self.setup.address}{path}" + ("" if body else f"?{urlencode({**token, **query})}")
        given = as_json(called(url, body, wrong=True))
        if code := given.get("error_code"):
            raise NotSent(FATES.get(int(code), "error"), f"error_code {code}")
        return given


def words(text: str) -> str:
    """What somebody says, without the names that they call."""
    return NAMED.sub("", REPLIED.sub("", html.unescape(text))).strip()


def place(given: Any) -> tuple[float | None, float | None]:
    """(lon, lat) in degrees of a post's point, which is (lat, lon) in GCJ-02."""
    try:
        lat, lon = (float(each) for each in given)
    except (TypeError, ValueError):
        return None, None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lon, lat) == (0.0, 0.0):
        return None, None
    return converted(lon, lat, System.GCJ02)


def instant(word: str) -> datetime:
    """When something was said, in Weibo's words ("Tue May 31 17:46:55 +0800 2011").

    Raises:
        NotSent: it is no instant.
    """
    parts = word.split()
    try:
        return parsedate_to_datetime(f"{parts[0]}, {parts[2]} {parts[1]} {parts[5]} {parts[3]} {parts[4]}")
    except (IndexError, ValueError):
        raise NotSent("error", "created_at") from None


WEIBO: Final = ServicePlugin("weibo", Weibo, ("uid",), ("access_token",), ("uid", "access_token"), asks=("text", "place"),
                             letters=140, public=True, pulls=True, publishes=140)  # fmt: skip

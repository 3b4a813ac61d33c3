"""Private messages of Weibo (私信): told by the fans' service in signed requests, answered to the one person who wrote.

Source: open.weibo.com, 粉丝服务平台: 验证消息真实性, 接收普通消息, 发送客服消息 (messages/reply), and its table of error codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from liandong.letters import wechat_wire as wire
from liandong.letters.calling import as_json, called
from liandong.letters.ports import Answer, Asked, Heard, NotSent, ServicePlugin, Setup
from liandong.letters.quiet import Quiet
from liandong.letters.weibo import FATES, instant, place

MEDIA: Final = "https://upload.api.weibo.com"
NOBODY: Final = {20003: "refused"}
"""There is no such person."""


@dataclass(frozen=True, slots=True)
class PrivateWeibo(Quiet):
    """One account's private messages. An empty answer says that a message is kept."""

    setup: Setup
    thanks: str = ""

    def echo(self, asked: Asked) -> str:
        given = asked.query
        wire.refuse_unsigned(given.get("signature", ""), self.setup.secrets["app_secret"], given.get("timestamp", ""), asked.at,
                             given.get("nonce", ""))  # fmt: skip
        return given.get("echostr", "")

    def heard(self, asked: Asked) -> Sequence[Heard]:
        self.echo(asked)
        found = message(fields(asked.body))
        return [found] if found else []

    def fetch(self, ref: str) -> bytes:
        words = {"access_token": self.setup.secrets["access_token"], "fid": ref}
        body = called(f"{self.setup.options.get('media') or MEDIA}/2/mss/msget?{urlencode(words)}", wrong=True)
        if body[:1] == b"{":
            raise NotSent("error", f"error_code {as_json(body).get('error_code')}")
        return body

    def send(self, answer: Answer) -> str:
        said = {"access_token": self.setup.secrets["access_token"], "type": "text", "receiver_id": answer.who,
                "data": json.dumps({"text": answer.text}, ensure_ascii=False), "save_sender_box": "1"}  # fmt: skip
        given = as_json(called(f"{self.setup.address}/2/messages/reply.json", urlencode(said).encode(), wrong=True))
        if code := given.get("error_code"):
            raise NotSent({**FATES, **NOBODY}.get(int(code), "error"), f"error_code {code}")
        return ""


def fields(body: bytes) -> dict[str, Any]:
    """The message in a request.

    Raises:
        Refused: it is none.
    """
    try:
        given = json.loads(body) if len(body) <= wire.MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise wire.malformed()
    return given


def message(given: Mapping[str, Any]) -> Heard | None:
    """What a message says; None where nothing is to be done about it: somebody leaves, or names us in a post, which comes by its own way.

    Raises:
        Refused: nobody sent it, or at no time.
    """
    who, kind, said = str(given.get("sender_id") or ""), given.get("type"), given.get("data")
    if not (who.isdecimal() and len(who) <= 20):
        raise wire.malformed()
    try:
        at = instant(str(given.get("created_at", "")))
    except NotSent:
        raise wire.malformed() from None
    data = said if isinstance(said, dict) else {}
    # The service gives messages no number: who, when and what make one.
    id_ = sha256(json.dumps(dict(given), sort_keys=True).encode()).hexdigest()
    if kind == "event":
        return Heard(id_, who, at, "joined") if data.get("subtype") in ("follow", "subscribe") else None
    if kind == "mention":
        return None
    text = str(given.get("text") or "") if kind in ("text", "position") else ""
    if kind == "position":
        lon, lat = place((data.get("latitude"), data.get("longitude")))
        return Heard(id_, who, at, "said" if lon is not None else "unread", lon=lon, lat=lat, words=text[:200])
    if kind == "image" and str(data.get("tovfid") or "").isdecimal():
        return Heard(id_, who, at, refs=(str(data["tovfid"]),))
    return Heard(id_, who, at, "said" if text.strip() else "unread", text=text)


WEIBO_PRIVATE: Final = ServicePlugin(
    "weibo", PrivateWeibo, ("media",), ("app_secret", "access_token"), ("app_secret", "access_token"), letters=300
)

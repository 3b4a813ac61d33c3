"""WeChat: what people write to an official account or a mini-program, and answers by customer-service messages.

Source: developers.weixin.qq.com, official account platform (接收普通消息, 客服消息, 模板消息, 稳定版接口调用凭据), mini-program customer messages
and subscribe messages (subscribeMessage.send).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from liandong.kernel.coordinates import System, converted
from liandong.letters import wechat_wire as wire
from liandong.letters.calling import as_json, called, told
from liandong.letters.ports import Answer, Asked, Heard, NotSent, ServicePlugin, Setup
from liandong.letters.quiet import Quiet

BAD_TOKEN: Final = frozenset({40001, 40014, 42001})
FATES: Final[Mapping[int, str]] = {
    45015: "window", 45047: "window", 43101: "window", 43004: "refused", 40003: "refused", 43019: "refused", 50005: "refused", 45028: "refused",
    -1: "busy", 45009: "busy", 45011: "busy", 40164: "credentials", 40125: "credentials", 40013: "credentials", 48001: "credentials",
    40037: "credentials", 41030: "credentials",
}  # fmt: skip
"""What an error of the platform means for an answer: over the 48 hours or the count of messages in a row, or no subscription left; the person follows no more; no announcement left this month;
too many at once; the account is set up wrongly. Any other is an error that is tried again."""
SENT_BEFORE: Final = 45065
EARLY: Final = 300.0
"""Seconds before its end from which on a token is not used any more."""
LINK: Final = re.compile(r"https?://\S+")
CARD_LETTERS: Final = 20


@dataclass
class Token:
    """The account's access token as this process knows it. The stable interface gives all processes the same one."""

    word: str = ""
    ends: float = 0.0
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class WeChat(Quiet):
    """One account. Its own clock is needed: a token is good for so many seconds from now."""

    CARDS: ClassVar = "/cgi-bin/message/template/send"

    setup: Setup
    token: Token = field(default_factory=Token)
    thanks: str = "success"

    def echo(self, asked: Asked) -> str:
        given = asked.query
        nonce, stamp = given.get("nonce", ""), given.get("timestamp", "")
        wire.refuse_unsigned(given.get("signature", ""), self.setup.secrets["token"], stamp, asked.at, nonce)
        return given.get("echostr", "")

    def heard(self, asked: Asked) -> Sequence[Heard]:
        self.echo(asked)
        fields = wire.read(asked.body)
        if self.setup.secrets.get("aes_key"):
            fields = wire.read(self.opened(fields.get("Encrypt", ""), asked))
        found = message(fields)
        return [found] if found else []

    def opened(self, envelope: str, asked: Asked) -> bytes:
        """The message in its envelope. What comes in the open is not taken where the account has a key."""
        given = asked.query
        wire.refuse_unsigned(given.get("msg_signature", ""), self.setup.secrets["token"], given.get("timestamp", ""), asked.at,
                             given.get("nonce", ""), envelope)  # fmt: skip
        return wire.opened(envelope, wire.key_of(self.setup.secrets["aes_key"]), self.setup.options["appid"])

    def fetch(self, ref: str) -> bytes:
        body = self.asked("GET", "/cgi-bin/media/get", {"media_id": ref})
        if body[:1] == b"{":
            raise NotSent("error", f"errcode {as_json(body).get('errcode')}")
        return body

    def send(self, answer: Answer) -> str:
        """By a customer-service message; where that is not allowed any more, as a template message if the account has one."""
        try:
            said = {"touser": answer.who, "msgtype": "text", "text": {"content": answer.text}}
            return str(self.done("/cgi-bin/message/custom/send", said).get("msgid", ""))
        except NotSent as refused:
            if refused.code != "window" or not self.setup.options.get("template"):
                raise
        return str(self.done(self.CARDS, self.card(answer)).get("msgid", ""))

    def publish(self, text: str, key: str) -> str:
        """As a message to all who follow. The same key again is the same message; the platform says so by an error of its own."""
        given = {"filter": {"is_to_all": True}, "text": {"content": text}, "msgtype": "text", "clientmsgid": key[:64]}
        answer = as_json(self.asked("POST", "/cgi-bin/message/mass/sendall", {}, told(given)))
        code = answer.get("errcode", 0)
        if code not in (0, SENT_BEFORE):
            raise NotSent(FATES.get(code, "error"), f"errcode {code}")
        return str(answer.get("msg_id", ""))

    def card(self, answer: Answer) -> dict[str, Any]:
        """The answer as a template message: its beginning, and the link."""
        return {**self.brief(answer), "client_msg_id": answer.key, "url": link_in(answer.text)}

    def brief(self, answer: Answer) -> dict[str, Any]:
        """What both kinds of cards hold: for whom, of which template, and the first letters."""
        words = LINK.sub("", answer.text).strip()
        short = words if len(words) <= CARD_LETTERS else words[: CARD_LETTERS - 1] + "…"
        name = self.setup.options.get("template_field") or "thing1"
        return {"touser": answer.who, "template_id": self.setup.options["template"], "data": {name: {"value": short}}}

    def done(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the platform answers to an order.

        Raises:
            NotSent: it did not carry it out.
        """
        answer = as_json(self.asked("POST", path, {}, told(given)))
        code = answer.get("errcode", 0)
        if code:
            raise NotSent(FATES.get(code, "error"), f"errcode {code}")
        return answer

    def asked(self, method: str, path: str, words: Mapping[str, str], body: bytes | None = None) -> bytes:
        """An answer of the platform; with a token that it does not know any more, asked again once with a fresh one."""
        for fresh in (False, True):
            query = urlencode({"access_token": self.access_token(fresh=fresh), **words})
            headers = {"Content-Type": "application/json"} if method == "POST" else {}
            answer = called(f"{self.setup.address}{path}?{query}", body, headers)
            if fresh or answer[:1] != b"{" or as_json(answer).get("errcode") not in BAD_TOKEN:
                break
        return answer

    def access_token(self, *, fresh: bool = False) -> str:
        """The account's token, kept until shortly before its end.

        Raises:
            NotSent: the platform gives none.
        """
        with self.token.lock:
            if not fresh and self.token.word and time.monotonic() < self.token.ends:
                return self.token.word
            given = {"grant_type": "client_credential", "appid": self.setup.options["appid"],
                     "secret": self.setup.secrets["app_secret"], "force_refresh": fresh}  # fmt: skip
            answer = as_json(called(f"{self.setup.address}/cgi-bin/stable_token", told(given),
                                    {"Content-Type": "application/json"}))  # fmt: skip
            if not answer.get("access_token"):
                raise NotSent("credentials", f"errcode {answer.get('errcode')}")
            self.token.word = str(answer["access_token"])
            self.token.ends = time.monotonic() + max(0.0, float(answer.get("expires_in", 7200)) - EARLY)
            return self.token.word


class MiniProgram(WeChat):
    """One mini-program. Past the 48 hours it may send one subscribe message for each time that the person agreed to one there."""

    CARDS: ClassVar = "/cgi-bin/message/subscribe/send"

    def card(self, answer: Answer) -> dict[str, Any]:
        """The answer as a subscribe message; it opens the program's own page, which is told the link."""
        page, link = self.setup.options.get("page", ""), link_in(answer.text)
        led = f"{page}{'&' if '?' in page else '?'}{urlencode({'link': link})}" if page and link else page
        return {**self.brief(answer), "page": led, "miniprogram_state": "formal", "lang": "zh_CN"}


def link_in(text: str) -> str:
    found = LINK.search(text)
    return found.group() if found else ""


def message(fields: Mapping[str, str]) -> Heard | None:
    """What a message says; None where nothing is to be done about it, such as somebody leaving.

    Raises:
        Refused: nobody sent it.
    """
    who, kind = fields.get("FromUserName", "")[:64], fields.get("MsgType", "")
    stamp = fields.get("CreateTime", "")
    if not who or not stamp.isdecimal() or len(stamp) > 11:
        raise wire.malformed()
    at = datetime.fromtimestamp(int(stamp), UTC)
    if kind == "event":
        joined = fields.get("Event", "") in ("subscribe", "user_enter_tempsession")
        return Heard(f"{who}:{stamp}:{fields['Event']}"[:120], who, at, "joined") if joined else None
    id_ = fields.get("MsgId", "")[:64]
    if not id_:
        raise wire.malformed()
    text = fields.get("Content") or fields.get("Recognition") or ""
    if kind == "location":
        lon, lat = point(fields)
        return Heard(id_, who, at, lon=lon, lat=lat, words=fields.get("Label", "")[:200])
    if kind == "image" and fields.get("MediaId"):
        return Heard(id_, who, at, refs=(fields["MediaId"][:200],))
    return Heard(id_, who, at, "said" if text.strip() else "unread", text=text)


def point(fields: Mapping[str, str]) -> tuple[float, float]:
    """Where a location message lies: X is the latitude, both in GCJ-02 as on all public maps.

    Raises:
        Refused: it is no place on earth.
    """
    try:
        lat, lon = float(fields["Location_X"]), float(fields["Location_Y"])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise wire.malformed()
        return converted(lon, lat, System.GCJ02)
    except (KeyError, ValueError):
        raise wire.malformed() from None


def connect(setup: Setup) -> WeChat:
    """An official account.

    Raises:
        Refused: its key for the safe mode is none.
    """
    refuse_bad_key(setup)
    return WeChat(setup)


def connect_program(setup: Setup) -> MiniProgram:
    """The same for a mini-program."""
    refuse_bad_key(setup)
    return MiniProgram(setup)


def refuse_bad_key(setup: Setup) -> None:
    if setup.secrets.get("aes_key"):
        wire.key_of(setup.secrets["aes_key"])


SECRETS: Final = ("token", "aes_key", "app_secret")
NEEDED: Final = ("appid", "token", "app_secret")
OFFICIAL: Final = ServicePlugin(
    "wechat", connect, ("appid", "template", "template_field", "platform"), SECRETS, NEEDED, publishes=600
)
MINI_PROGRAM: Final = ServicePlugin(
    "wechat", connect_program, ("appid", "template", "template_field", "page"), SECRETS, NEEDED
)
"""Both speak the same protocol; what goes out past the 48 hours differs."""

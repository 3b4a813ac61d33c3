"""The simulated WeChat: what its interface answers, and what it posts to whoever runs the account."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from liandong.letters import wechat_wire as wire
from liandong_letters_simulator.keys import WECHAT
from liandong_letters_simulator.store import World

Reply = tuple[int, str, bytes]
WINDOW: Final = timedelta(hours=48)
IN_A_ROW: Final = 5
MOST_BYTES: Final = 2048
ERRORS: Final = {
    40001: "invalid credential, access_token is invalid or not latest", 40003: "invalid openid", 40007: "invalid media_id",
    40013: "invalid appid", 40125: "invalid appsecret", 45002: "content size out of limit", 45009: "reach max api daily quota limit",
    45015: "response out of time limit or subscription is canceled", 45047: "out of response count limit", 45065: "clientmsgid exist",
    40029: "invalid code", 40163: "code been used",
    42001: "access_token expired", 43101: "user refuse to accept the msg", 43004: "require subscribe", 48001: "api unauthorized", -1: "system error",
}  # fmt: skip
SERVICE: Final = "wechat"
PROGRAM: Final = "miniprogram"
USED: Final = "used"
HERE: Final = "o-you"
"""Who holds the telephone with which somebody tries it."""


def told(given: Mapping[str, Any]) -> Reply:
    return 200, "application/json; encoding=utf-8", json.dumps(dict(given), ensure_ascii=False).encode()


def wrong(code: int, **more: Any) -> Reply:
    return told({"errcode": code, "errmsg": f"{ERRORS.get(code, 'unknown')} rid: {secrets.token_hex(4)}", **more})


def answered(
    world: World, method: str, path: str, query: Mapping[str, str], body: bytes, service: str = SERVICE
) -> Reply:
    """What the interface answers, to an official account or to a mini-program."""
    given: dict[str, Any] = json.loads(body or b"{}")
    if path == "/cgi-bin/stable_token":
        return token(world, given)
    if path == "/connect/oauth2/authorize":
        return sent_back(world, query)
    if path == "/sns/oauth2/access_token":
        return person(world, query)
    if code := world.failure(service):
        return wrong(code)
    if query.get("access_token") != world.mark("wechat:token"):
        return wrong(40001)
    if path == "/cgi-bin/media/get":
        data = world.photo(query.get("media_id", ""))
        return (200, "image/jpeg", data) if data else wrong(40007)
    if method == "POST" and path == "/cgi-bin/message/custom/send":
        return custom(world, given, service)
    order = ORDERS.get((service, path))
    return order(world, given) if method == "POST" and order else (404, "text/plain", b"")


def token(world: World, given: Mapping[str, Any]) -> Reply:
    """The stable interface: the same token for everybody who asks, a new one where that is forced."""
    if given.get("appid") != WECHAT["appid"]:
        return wrong(40013)
    if given.get("secret") != WECHAT["app_secret"]:
        return wrong(40125)
    word = world.mark("wechat:token")
    if not word or given.get("force_refresh"):
        word = world.mark("wechat:token", f"7_{secrets.token_urlsafe(24)}")
    return told({"access_token": word, "expires_in": 7200})


def sent_back(world: World, query: Mapping[str, str]) -> Reply:
    """The page on which WeChat's browser stands for a moment before it goes back with a code."""
    if query.get("appid") != WECHAT["appid"]:
        return wrong(40013)
    code = secrets.token_urlsafe(16)
    world.mark(f"wechat:code:{code}", HERE)
    back = f"{query.get('redirect_uri', '')}?{urlencode({'code': code, 'state': query.get('state', '')})}"
    page = f'<!doctype html><html lang="zh-CN"><title>WeChat</title><meta http-equiv="refresh" content="0;url={escape(back)}">'
    return 200, "text/html; charset=utf-8", page.encode()


def person(world: World, query: Mapping[str, str]) -> Reply:
    """Whose code it is, once."""
    if query.get("appid") != WECHAT["appid"]:
        return wrong(40013)
    if query.get("secret") != WECHAT["app_secret"]:
        return wrong(40125)
    name = f"wechat:code:{query.get('code', '')}"
    who = world.mark(name)
    if who in ("", USED):
        return wrong(40163 if who else 40029)
    world.mark(name, USED)
    return told({"access_token": f"7_{secrets.token_urlsafe(24)}", "expires_in": 7200, "refresh_token": secrets.token_urlsafe(24),
                 "openid": who, "scope": "snsapi_base"})  # fmt: skip


def expire(world: World) -> None:
    """The token that is out there does not count any more."""
    world.mark("wechat:token", f"7_{secrets.token_urlsafe(24)}")


def custom(world: World, given: Mapping[str, Any], service: str) -> Reply:
    """A customer-service message: within 48 hours of somebody's last word, and five in a row at most."""
    who, text = str(given.get("touser", "")), str(given.get("text", {}).get("content", ""))
    at, count = world.last_word(service, who)
    if at is None:
        return wrong(40003)
    if world.clock() - at > WINDOW:
        return wrong(45015)
    if count >= IN_A_ROW:
        return wrong(45047)
    if len(text.encode()) > MOST_BYTES:
        return wrong(45002)
    world.answer(service, who, text)
    return told({"errcode": 0, "errmsg": "ok"})


def template(world: World, given: Mapping[str, Any]) -> Reply:
    """A template message: whenever, to who follows the account; the same client_msg_id is one message."""
    who = str(given.get("touser", ""))
    if world.last_word(SERVICE, who)[0] is None:
        return wrong(43004)
    words = " ".join(str(field["value"]) for field in given.get("data", {}).values())
    number, _ = world.answer(SERVICE, who, f"{words} {given.get('url', '')}".strip(), way="template",
                             key=str(given.get("client_msg_id", "")))  # fmt: skip
    return told({"errcode": 0, "errmsg": "ok", "msgid": number})


def mass(world: World, given: Mapping[str, Any]) -> Reply:
    """A message to all who follow; a clientmsgid that was used before sends nothing."""
    number, new = world.answer(SERVICE, "all", str(given.get("text", {}).get("content", "")), way="mass",
                               key=str(given.get("clientmsgid", "")))  # fmt: skip
    if not new:
        return wrong(45065, msg_id=number)
    return told({"errcode": 0, "errmsg": "send job submission success", "msg_id": number, "msg_data_id": number + 1})


def agrees(world: World, who: str) -> None:
    """Somebody agrees in the mini-program to one subscribe message more."""
    name = f"{PROGRAM}:agreed:{who}"
    world.mark(name, str(int(world.mark(name) or 0) + 1))


def subscribed(world: World, given: Mapping[str, Any]) -> Reply:
    """A subscribe message: whenever, one for each time that the person agreed."""
    who = str(given.get("touser", ""))
    name = f"{PROGRAM}:agreed:{who}"
    left = int(world.mark(name) or 0)
    if not left:
        return wrong(43101)
    world.mark(name, str(left - 1))
    words = " ".join(str(field["value"]) for field in given.get("data", {}).values())
    number, _ = world.answer(PROGRAM, who, f"{words} {given.get('page', '')}".strip(), way="subscribe")
    return told({"errcode": 0, "errmsg": "ok", "msgid": number})


ORDERS: Final = {
    (SERVICE, "/cgi-bin/message/template/send"): template, (SERVICE, "/cgi-bin/message/mass/sendall"): mass,
    (PROGRAM, "/cgi-bin/message/subscribe/send"): subscribed,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A request to whoever runs the account. `number`: of the message, to say that it arrived."""

    number: int
    query: str
    body: bytes
    content_type: str


def posts(
    world: World, keys: Mapping[str, str], now: datetime, *, as_json: bool = False, service: str = SERVICE
) -> Iterator[Post]:
    """What was written and has not reached us: signed, and in its envelope where the keys hold one for it."""
    for number, who, body, at in world.written(service, untold=True):
        fields = {"ToUserName": "gh_simulated", "FromUserName": who, "CreateTime": str(int(at.timestamp())),
                  "MsgType": "text", "MsgId": str(number), **{name: str(value) for name, value in body.items()}}  # fmt: skip
        plain = json.dumps(fields, ensure_ascii=False).encode() if as_json else wire.to_xml(fields)
        yield signed(number, plain, keys, now, as_json=as_json)


def signed(number: int, plain: bytes, keys: Mapping[str, str], now: datetime, *, as_json: bool = False) -> Post:
    """One message as it is posted."""
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(5)
    query = {"signature": wire.signature(keys["token"], stamp, nonce), "timestamp": stamp, "nonce": nonce}
    if keys.get("aes_key"):
        envelope = wire.sealed(plain, wire.key_of(keys["aes_key"]), keys["appid"])
        query |= {"encrypt_type": "aes", "msg_signature": wire.signature(keys["token"], stamp, nonce, envelope)}
        fields = {"ToUserName": "gh_simulated", "Encrypt": envelope}
        plain = json.dumps(fields).encode() if as_json else wire.to_xml(fields)
    return Post(number, urlencode(query), plain, "application/json" if as_json else "text/xml")

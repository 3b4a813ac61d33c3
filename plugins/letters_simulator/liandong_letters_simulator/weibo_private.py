"""The simulated private messages of Weibo: what its fans' service posts to whoever runs the account, and answers to one person."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from liandong.letters.wechat_wire import signature
from liandong_letters_simulator.keys import WEIBO
from liandong_letters_simulator.store import World
from liandong_letters_simulator.weibo import CHINA, OURS, Reply, told, wrong

SERVICE: Final = "weibo-private"


def answered(world: World, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
    """What the interface answers."""
    form = dict(parse_qsl(body.decode()))
    if (form or query).get("access_token") != WEIBO["access_token"]:
        return wrong(21332, path)
    if code := world.failure(SERVICE):
        return wrong(code, path)
    if method == "GET" and path == "/2/mss/msget":
        data = world.photo(query.get("fid", ""))
        return (200, "image/jpeg", data) if data else wrong(20003, path)
    if method != "POST" or path != "/2/messages/reply.json":
        return 404, "text/plain", b""
    who = form.get("receiver_id", "")
    if world.last_word(SERVICE, who)[0] is None:
        return wrong(20003, path)
    world.answer(SERVICE, who, json.loads(form["data"])["text"])
    return told(
        {"result": True, "sender_id": int(OURS), "receiver_id": int(who), "type": form["type"], "data": form["data"]}
    )


def posts(world: World, secret: str, now: datetime) -> Iterator[tuple[int, str, bytes]]:
    """(number, query, body) of what people wrote and has not reached us: signed over the secret, the time and a word."""
    for number, who, body, at in world.written(SERVICE, untold=True):
        stamp, nonce = str(int(now.timestamp())), secrets.token_hex(5)
        said = {"type": "text", "receiver_id": int(OURS), "sender_id": int(who), "text": "", "data": {},
                "created_at": at.astimezone(CHINA).strftime("%a %b %d %H:%M:%S %z %Y"), **body}  # fmt: skip
        query = {"signature": signature(secret, stamp, nonce), "timestamp": stamp, "nonce": nonce}
        yield number, urlencode(query), json.dumps(said, ensure_ascii=False).encode()

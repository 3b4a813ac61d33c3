"""The simulated Weibo: posts and comments that name the account, and comments in answer, which everybody reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from urllib.parse import parse_qsl

from liandong_letters_simulator.keys import WEIBO
from liandong_letters_simulator.store import World

Reply = tuple[int, str, bytes]
CHINA: Final = timezone(timedelta(hours=8))
ERRORS: Final = {21327: "expired_token", 21332: "access_token is invalid!", 10023: "User requests out of rate limit!",
                 20003: "User does not exists!", 20101: "target weibo does not exist!", 20019: "repeat content!", 20016: "update weibo too fast!"}  # fmt: skip
OURS: Final = "6696600000"
SERVICE: Final = "weibo"


def told(given: Mapping[str, Any], status: int = 200) -> Reply:
    return status, "application/json;charset=utf-8", json.dumps(dict(given), ensure_ascii=False).encode()


def wrong(code: int, path: str) -> Reply:
    return told(
        {"error": ERRORS.get(code, "system error!"), "error_code": code, "request": path}, 403 if code > 21000 else 400
    )


def answered(world: World, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
    """What the interface answers."""
    form = dict(parse_qsl(body.decode()))
    if path.startswith("/pictures/"):
        data = world.photo(path.rpartition("/")[2])
        return (200, "image/jpeg", data) if data else (404, "text/plain", b"")
    if (form or query).get("access_token") != WEIBO["access_token"]:
        return wrong(21332, path)
    if code := world.failure(SERVICE):
        return wrong(code, path)
    if method == "GET" and path in ("/2/statuses/mentions.json", "/2/comments/to_me.json"):
        return listed(world, path, int(query.get("since_id", "0")))
    if method == "POST" and path in ("/2/comments/create.json", "/2/comments/reply.json"):
        return commented(world, path, form)
    if method == "POST" and path == "/2/statuses/share.json":
        return shared(world, path, form)
    return 404, "text/plain", b""


def listed(world: World, path: str, since: int) -> Reply:
    """The newest first, as Weibo lists them."""
    comments = path.startswith("/2/comments")
    rows = [row(number, who, body, at, comments) for number, who, body, at in world.written(SERVICE, after=since)
            if ("status" in body) == comments]  # fmt: skip
    return told({"comments" if comments else "statuses": rows[::-1], "total_number": len(rows)})


def row(number: int, who: str, body: Mapping[str, Any], at: datetime, comment: bool) -> dict[str, Any]:
    said = {"created_at": at.astimezone(CHINA).strftime("%a %b %d %H:%M:%S %z %Y"), "id": number, "idstr": str(number),
            "text": body["text"], "user": {"id": int(who), "idstr": who, "screen_name": f"用户{who}"}}  # fmt: skip
    if comment:
        return {**said, "status": {"id": int(body["status"]), "idstr": str(body["status"])}}
    pictures = [{"thumbnail_pic": f"{body['base']}/pictures/thumbnail/{name}"} for name in body.get("pictures", [])]
    return {**said, "geo": body.get("geo"), "pic_urls": pictures}


def commented(world: World, path: str, form: Mapping[str, str]) -> Reply:
    """A comment of ours under somebody's post; who wrote the post sees it."""
    posts = {number: (who, body) for number, who, body, _ in world.written(SERVICE)}
    number = int(form.get("cid") or form.get("id") or 0)
    if number not in posts or len(form.get("comment", "")) > 140:
        return wrong(20101, path)
    who = posts[number][0]
    if world.inbox(SERVICE, who) and world.inbox(SERVICE, who)[-1].text == form["comment"]:
        return wrong(20019, path)
    made, _ = world.answer(SERVICE, who, form["comment"], way=f"comment:{form['id']}")
    return told({"id": made, "idstr": str(made), "text": form["comment"], "status": {"idstr": form["id"]}})


def shared(world: World, path: str, form: Mapping[str, str]) -> Reply:
    """A post of ours; the same words again are refused."""
    before = world.inbox(SERVICE, "all")
    if before and before[-1].text == form.get("status"):
        return wrong(20019, path)
    made, _ = world.answer(SERVICE, "all", form.get("status", ""), way="post")
    return told({"id": made, "idstr": str(made), "text": form.get("status", "")})

"""The demo's message services: simulated people write in WeChat, under Weibo posts, by text message and by mail, and hear back."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import structlog
from django.conf import settings
from liandong_letters_simulator import MailServer, World, keys, mail, sms, wechat, weibo_private
from liandong_letters_simulator.weibo import OURS

from liandong.kernel.clock import now
from liandong.kernel.coordinates import System, converted
from liandong.letters.models import Inlet
from liandong.letters.reference_actions import save_inlet
from liandong.letters.rules import ASKED
from liandong.places.models import Grid
from liandong.site.demo.life_words import PHONE_PREFIX, filled, phrase, some_kind
from liandong.site.demo.pictures import picture

log = structlog.get_logger(__name__)

ACTOR: Final = "system"
WRITES_EVERY: Final = (70.0, 200.0)
WRITERS: Final = 400
"""So many made-up people there are at each service."""
PATIENT_FOR: Final = timedelta(hours=1)
SERVICES: Final = ("wechat", "miniprogram", "weibo", "weibo-private", "sms", "mail")
OFTEN: Final = (6, 2, 2, 1, 2, 1)
"""How often each is written at, beside the others."""
CHATS: Final = ("wechat", "miniprogram")
TALKS: Final = (*CHATS, "weibo-private")
"""Where a place and a photo can be sent in a conversation of one's own."""
WITHIN: Final = 5.0


def world() -> World:
    """The simulated services; every process of the demo opens the same file."""
    return World(Path(settings.LIANDONG_OUTBOX).parent / "letters" / "letters.db", now)


def inlets(box: MailServer | None = None) -> dict[str, dict[str, str]]:
    """What connects each service: HTTP ones answer under /simulated/ of this very server, the mail box where the demo serves it."""
    there = f"{settings.LIANDONG_PUBLIC_URL}/simulated"
    given = {
        "wechat": {"name": "成华发布（模拟）", "name_en": "WeChat account (simulated)", "address": f"{there}/wechat", "platform": f"{there}/wechat",
                   **keys.WECHAT},
        "miniprogram": {"name": "成华一指通小程序（模拟）", "name_en": "Mini-program (simulated)", "address": f"{there}/miniprogram", **keys.WECHAT},
        "weibo-private": {"name": "成华发布私信（模拟）", "name_en": "Weibo private messages (simulated)", "address": f"{there}/weibo-private",
                          "media": f"{there}/weibo-private", **keys.WEIBO_PRIVATE},
        "weibo": {"name": "成华发布微博（模拟）", "name_en": "Weibo account (simulated)", "address": f"{there}/weibo", "uid": OURS, **keys.WEIBO},
        "sms": {"name": "短信 10696966（模拟）", "name_en": "Text messages (simulated)", "address": f"{there}/sms", **keys.SMS},
    }  # fmt: skip
    if box is not None:
        given["mail"] = {
            "name": "邮箱 96966（模拟）",
            "name_en": "Mailbox (simulated)",
            "address": box.imap,
            "smtp": box.smtp,
            **keys.MAIL,
        }
    return given


def connect(at: datetime, box: MailServer | None = None) -> None:
    """Opens the inlets, or gives them the addresses of this start."""
    for code, given in inlets(box).items():
        before = Inlet.objects.filter(pk=code).first()
        if (
            before is None
            or before.address != given["address"]
            or before.options.get("smtp", "") != given.get("smtp", "")
        ):
            save_inlet(code, code, given, actor=ACTOR, now=at)


@dataclass
class Writers:
    """The people at the simulated services while the demo runs."""

    there: World
    box: MailServer
    dice: Random
    next_at: datetime

    def tick(self, at: datetime) -> None:
        """A moment: what was written reaches us, whoever was asked answers, and now and then somebody new writes."""
        for service in CHATS:
            for who, asked in self.asked(service, at).items():
                self.answers(service, who, asked, at)
        if at >= self.next_at:
            self.begins(at)
            self.next_at = at + timedelta(seconds=self.dice.uniform(*WRITES_EVERY))
        tell(self.there, at)

    def begins(self, at: datetime) -> None:
        """Somebody writes of a matter of today."""
        service = self.dice.choices(SERVICES, OFTEN)[0]
        who, kind = writer(service, self.dice.randrange(WRITERS)), some_kind(self.dice)
        text = filled(self.dice, phrase(self.dice, kind, placed=False)["text"], "")
        if service == "mail":
            mail.drop(self.there, who, mail.letter(who, text[:12], text, at), at)
        elif service == "weibo":
            lon, lat = converted(*some_place(self.dice), System.CGCS2000, System.GCJ02)
            body = {"text": f"@成华96966 {text}", "geo": {"type": "Point", "coordinates": [lat, lon]}, "base": ""}
            self.there.write("weibo", who, body, at)
        else:
            write(self.there, service, who, text, at)

    def asked(self, service: str, at: datetime) -> Mapping[str, str]:
        """Made-up people in WeChat whose last line is a question to them."""
        last: dict[str, tuple[datetime, str]] = {}
        for _, who, _, said_at in self.there.written(service):
            last[who] = (said_at, "")
        for letter in self.there.inbox(service):
            if letter.who in last and letter.at >= last[letter.who][0]:
                last[letter.who] = (letter.at, letter.text)
        return {who: text for who, (said_at, text) in last.items()
                if text in ASKED.values() and made_up(who) and at - said_at < PATIENT_FOR}  # fmt: skip

    def answers(self, service: str, who: str, asked: str, at: datetime) -> None:
        dice = Random(f"{who}:{at:%H}")
        if asked == ASKED["place"]:
            send_place(self.there, service, who, some_place(dice), at)
        elif asked == ASKED["photo"]:
            write(self.there, service, who, "没有", at)
        else:
            write(self.there, service, who, "路灯不亮", at)


def writer(service: str, number: int) -> str:
    """A made-up person's name at a service."""
    return {"wechat": f"o-demo-{number:04d}", "miniprogram": f"o-demo-mini-{number:04d}", "weibo": f"{5_000_000_000 + number}",
            "weibo-private": f"{5_000_100_000 + number}", "sms": f"{PHONE_PREFIX}{number:07d}",
            "mail": f"demo{number}@example.net"}[service]  # fmt: skip


def made_up(who: str) -> bool:
    return who.startswith("o-demo-")


def some_place(dice: Random) -> tuple[float, float]:
    """The middle of some grid, in degrees, CGCS2000."""
    grids = Grid.objects.filter(valid_until=None).order_by("code")
    grid = grids[dice.randrange(grids.count())]
    return grid.lon, grid.lat


def write(there: World, service: str, who: str, text: str, at: datetime) -> None:
    """Somebody writes words."""
    if service == "mail":
        mail.drop(there, who, mail.letter(who, text[:12], text, at), at)
    elif service == "weibo":
        there.write("weibo", who, {"text": f"@成华96966 {text}", "base": ""}, at)
    else:
        there.write(service, who, {"Content": text} if service in CHATS else {"text": text}, at)


def send_place(there: World, service: str, who: str, place: tuple[float, float], at: datetime) -> None:
    """Somebody sends where they are."""
    lon, lat = converted(*place, System.CGCS2000, System.GCJ02)
    if service in CHATS:
        body: dict[str, Any] = {
            "MsgType": "location",
            "Location_X": f"{lat:.6f}",
            "Location_Y": f"{lon:.6f}",
            "Label": "",
        }
    else:
        body = {"type": "position", "data": {"latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"}}
    there.write(service, who, body, at)


def send_photo(there: World, service: str, who: str, at: datetime) -> None:
    """Somebody sends a drawing of a heap of rubbish."""
    drawing = picture(who, "E0102", mended=False)
    if service in CHATS:
        name = there.keep_photo(f"media-{who}-{at:%H%M%S%f}", drawing)
        body: dict[str, Any] = {"MsgType": "image", "MediaId": name, "PicUrl": "http://example.org/p.jpg"}
    else:
        body = {"type": "image", "data": {"tovfid": int(there.keep_photo(f"{at:%d%H%M%S%f}", drawing))}}
    there.write(service, who, body, at)


def tell(there: World, at: datetime) -> None:
    """Posts to our own server what was written and has not reached it, as the services would; what fails is posted again."""
    for service in CHATS:
        for post in wechat.posts(there, keys.WECHAT, at, as_json=service == wechat.PROGRAM, service=service):
            if posted(f"{service}?{post.query}", post.body, {"Content-Type": post.content_type}):
                there.tell(post.number)
    for number, query, body in weibo_private.posts(there, keys.WEIBO_PRIVATE["app_secret"], at):
        if posted(f"weibo-private?{query}", body, {"Content-Type": "application/json"}):
            there.tell(number)
    for number, body, headers in sms.posts(there, keys.SMS["key"], at):
        if posted("sms", body, {**headers, "Content-Type": "application/json"}):
            there.tell(number)


def posted(path: str, body: bytes, headers: Mapping[str, str]) -> bool:
    request = urllib.request.Request(
        f"{settings.LIANDONG_PUBLIC_URL}/letters/v1/{path}", body, dict(headers), method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=WITHIN):
            return True
    except (urllib.error.URLError, OSError) as away:
        log.info("a simulated letter did not arrive", why=type(away).__name__)
        return False


def writers(at: datetime) -> Writers:
    """The people as they begin; the mail box is served by this process."""
    there = world()
    box = MailServer(there)
    box.__enter__()
    connect(at, box)
    return Writers(there, box, Random(at.timestamp()), at)

"""A demo's telephone: whoever tries the product writes in WeChat, Weibo, by text message or mail as a made-up person, and reads what comes
back. The simulated services answer beside it, under the addresses that the demo's inlets name. Nowhere but in a demo."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from liandong_letters_simulator import answered
from liandong_letters_simulator.wechat import HERE

from liandong.kernel.clock import now
from liandong.kernel.masking import mask_phone
from liandong.site.demo.life_desks import TELEPHONE
from liandong.site.demo.life_letters import SERVICES, TALKS, send_photo, send_place, some_place, world, write

WHO: Final = {
    "wechat": HERE,
    "miniprogram": "o-you-mini",
    "weibo": "5000009999",
    "weibo-private": "5000109999",
    "sms": TELEPHONE,
    "mail": "you@example.net",
}
WORDS: Final = {
    "wechat": gettext_noop("微信"), "miniprogram": gettext_noop("小程序"), "weibo": gettext_noop("微博"), "weibo-private": gettext_noop("微博私信"), "sms": gettext_noop("短信"), "mail": gettext_noop("邮件"),
}  # fmt: skip
LINK: Final = re.compile(r"https?://[^\s：]+")
LETTERS: Final = 500
SHOWN: Final = 40
TEXTS: Final = 4


def only_in_a_demo() -> None:
    if not settings.LIANDONG_DEMO:
        raise Http404


@csrf_exempt  # a program speaks here, with the key of its service
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, service: str, rest: str = "") -> HttpResponse:
    """What a simulated service answers to us."""
    only_in_a_demo()
    headers = {name.lower(): value for name, value in request.headers.items()}
    status, kind, body = answered(
        world(), str(request.method), f"/{service}/{rest}", request.GET.dict(), headers, request.body
    )
    return HttpResponse(body, status=status, content_type=kind)


@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponseBase:
    """The conversation at one service, and the line to write in."""
    only_in_a_demo()
    name = request.GET.get("service", "wechat")
    if name not in SERVICES:
        raise Http404
    if request.method == "POST":
        say(name, request.POST.get("act", ""), request.POST.get("text", "").strip()[:LETTERS])
        return HttpResponseRedirect(f"{reverse('simulated-phone')}?service={name}")
    shown = {
        "service": name,
        "services": WORDS.items(),
        "lines": lines(name),
        "talks": name in TALKS,
        "texts": texts() if name == "sms" else [],
    }
    return render(request, "shared/phone_lines.html" if "lines" in request.GET else "shared/phone.html", shown)


def say(name: str, act: str, text: str) -> None:
    there, at = world(), now()
    if name in TALKS and act == "place":
        send_place(there, name, WHO[name], some_place(Random(at.timestamp())), at)
    elif name in TALKS and act == "photo":
        send_photo(there, name, WHO[name], at)
    elif text:
        write(there, name, WHO[name], text, at)


def lines(name: str) -> list[tuple[bool, str, str]]:
    """(whether we wrote it, what it says, a link at its end) of the newest lines, in order."""
    there = world()
    mine = [(at, True, spoken(name, body)) for _, who, body, at in there.written(name) if who == WHO[name]]
    theirs = [(letter.at, False, letter.text) for letter in there.inbox(name, WHO[name])]
    everybody = [(letter.at, False, letter.text) for letter in there.inbox(name, "all")]
    newest = sorted([*mine, *theirs, *everybody])[-SHOWN:]
    return [(own, *parted(text)) for _, own, text in newest]


def texts() -> list[tuple[str, str, str]]:
    """(number, what it says, a link at its end) of the newest text messages that left for any telephone, codes to sign in with among them.
    Whoever tries the product may have given a true number: it is covered."""
    files = sorted(Path(settings.LIANDONG_OUTBOX).glob("*.json"), key=lambda each: each.stat().st_mtime)[-TEXTS:]
    told = [json.loads(each.read_text(encoding="utf-8")) for each in reversed(files)]
    return [(mask_phone(each["to"]), *parted(each["text"])) for each in told]


def parted(text: str) -> tuple[str, str]:
    """A text without its link, and the link."""
    return LINK.sub("", text), found.group() if (found := LINK.search(text)) else ""


def spoken(name: str, body: dict[str, Any]) -> str:
    """What a line of ours shows."""
    kinds = {"location": "〔位置〕", "position": "〔位置〕", "image": "〔照片〕"}
    if name == "mail":
        return "〔邮件已寄出〕"
    return str(kinds.get(body.get("MsgType") or body.get("type", "")) or body.get("Content") or body.get("text") or "")


urlpatterns = [
    path("phone", phone, name="simulated-phone"),
    path("<str:service>", service, name="simulated-bare"),
    path("<str:service>/<path:rest>", service, name="simulated"),
]

"""Accounts at message services, for the system administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.access.shared_key_actions import OVERLAP
from liandong.faces.desk.administration.keys import overlap_in
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.templatetags.ld import said
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet
from liandong.letters.reference_actions import close_inlet, save_inlet
from liandong.letters.services import names, plug_in
from liandong.letters.states import STUCK

FIELDS: Final = {
    "appid": gettext_noop("AppID"), "template": gettext_noop("模板消息或订阅消息的模板编号，过了 48 小时用它答复；可空"),
    "platform": gettext_noop("网页授权的地址，空着是微信的"),
    "template_field": gettext_noop("模板里放内容的字段，空着是 thing1"), "token": gettext_noop("令牌 Token"),
    "aes_key": gettext_noop("消息加解密密钥 EncodingAESKey；填了就只收加密的消息"), "app_secret": gettext_noop("AppSecret"),
    "page": gettext_noop("订阅消息点开的小程序页面，链接放在 link 里带过去；可空"), "media": gettext_noop("取图片的地址，空着是微博的"),
    "uid": gettext_noop("本账号的 UID"), "access_token": gettext_noop("授权令牌 access_token"), "key": gettext_noop("和短信网关约定的密钥"),
    "user": gettext_noop("邮箱地址，也是登录名"), "smtp": gettext_noop("发信地址，smtps://…"), "password": gettext_noop("邮箱口令"),
}  # fmt: skip
USUAL: Final = {
    "wechat": "https://api.weixin.qq.com", "miniprogram": "https://api.weixin.qq.com", "weibo": "https://api.weibo.com",
    "weibo-private": "https://m.api.weibo.com",
    "sms": "https://", "mail": "imaps://",
}  # fmt: skip


@require_safe
@desk("reference.edit")
def inlets(request: DeskRequest) -> HttpResponseBase:
    """All inlets, with what came in a day and what did not go out; below, the services that one may be opened at."""
    day = Q(letter__received_at__gte=now() - timedelta(days=1))
    lost = Q(conversations__replies__state__in=STUCK)
    rows = Inlet.objects.annotate(
        heard=Count("letter", filter=day, distinct=True),
        lost=Count("conversations__replies", filter=lost, distinct=True),
    ).order_by("-active", "code")
    services = [(name, said(name, "service")) for name in names()]
    return render(
        request,
        "desk/inlets.html",
        {"rows": [(row, said(row.service, "service")) for row in rows], "services": services},
    )


@require_http_methods(["GET", "POST"])
@desk("reference.edit")
def inlet(request: DeskRequest, service: str, code: str = "") -> HttpResponseBase:
    """The form of one inlet, or of a new one at a service. Secrets go in and are never shown."""
    plugin, row = plug_in(service), Inlet.objects.filter(pk=code, service=service).first()
    if code and row is None:
        raise Refused("没有消息入口 {inlet}。", code="not-found", inlet=code[:20])
    usual = {"code": code, "address": USUAL.get(service, "")}
    given = {
        **usual,
        **({"name": row.name, "name_en": row.name_en, "address": row.address, **row.options} if row else {}),
    }
    shown: dict[str, Any] = {"service": service, "word": said(service, "service"), "row": row}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("code", "name", "name_en", "address")}
        # The plug-in's own words have a prefix: one of them is called "key", as the form's own is.
        given |= {name: request.POST.get(f"its-{name}", "") for name in (*plugin.options, *plugin.secrets)}
        try:
            save_inlet(
                code or given["code"].strip(), service, given, overlap=overlap_in(request.POST) if row else OVERLAP,
                actor=request.actor.label, now=now(), key=key_of(request),
            )  # fmt: skip
            messages.success(request, gettext("已保存，从现在起按新的来"))
            return redirect("desk:inlets")
        except Refused as refused:
            shown["refused"] = refused
    shown |= {"given": given, "options": fields(plugin.options, given, plugin.needed), "callback": address(code),
              "secrets": fields(plugin.secrets, {}, () if row else plugin.needed), "pulls": plugin.pulls,
              "days": request.POST.get("days", str(OVERLAP.days)), "its": (*plugin.options, *plugin.secrets)}  # fmt: skip
    return render(request, "desk/inlet.html", shown, status=409 if "refused" in shown else 200)


def address(code: str) -> str:
    """Where the service tells us."""
    return f"{settings.LIANDONG_PUBLIC_URL}/letters/v1/{code or '…'}"


def fields(asked: tuple[str, ...], given: dict[str, str], needed: tuple[str, ...]) -> list[tuple[str, str, str, bool]]:
    """(name, word, value, whether it is needed) of the inputs of a form."""
    return [(name, gettext(FIELDS.get(name, name)), given.get(name, ""), name in needed) for name in asked]


@require_POST
@desk("reference.edit")
def close(request: DeskRequest, code: str) -> HttpResponseBase:
    """Takes nothing more there."""
    close_inlet(code, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("消息入口已关闭"))
    return redirect("desk:inlets")

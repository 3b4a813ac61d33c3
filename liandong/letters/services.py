"""Which message services there are: those that come along, and plug-ins in the slot `liandong.letters`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final, TypeVar

from liandong.kernel.refusals import Refused
from liandong.letters import mail, sms, wechat, weibo, weibo_private
from liandong.letters.models import Inlet
from liandong.letters.ports import NotSent, Service, ServicePlugin, Setup
from liandong.letters.queries import secrets_of

T = TypeVar("T")
SLOT: Final = "liandong.letters"
SHIPPED: Final[Mapping[str, ServicePlugin]] = {
    "wechat": wechat.OFFICIAL, "miniprogram": wechat.MINI_PROGRAM, "weibo": weibo.WEIBO,
    "weibo-private": weibo_private.WEIBO_PRIVATE, "sms": sms.SMS, "mail": mail.MAIL,
}  # fmt: skip


def names() -> list[str]:
    """The services that are installed."""
    return [*SHIPPED, *(point.name for point in entry_points(group=SLOT) if point.name not in SHIPPED)]


def plug_in(name: str) -> ServicePlugin:
    """The service of a name.

    Raises:
        Refused: there is none of that name, or it is no service.
    """
    if name in SHIPPED:
        return SHIPPED[name]
    found = {point.name: point for point in entry_points(group=SLOT)}
    if name not in found:
        raise Refused("没有消息服务 {name}。已装的有：{known}。", code="no-plugin", field="service", name=name,
                      known="、".join(names()))  # fmt: skip
    loaded = found[name].load()
    if not isinstance(loaded, ServicePlugin):
        raise Refused("插件 {name} 不合用：它要是一个 ServicePlugin。", code="bad-plugin", field="service", name=name)
    return loaded


def through(inlet: Inlet, ask: Callable[[Service], T], now: datetime) -> T:
    """What an account says or takes under its newest secrets; where those do not hold, since the other side has not changed over yet,
    under the ones before while they count.

    Raises:
        Refused, NotSent: what it came to under the newest.
    """
    failed: Refused | NotSent | None = None
    for service in services_at(inlet, now):
        try:
            return ask(service)
        except (Refused, NotSent) as failure:
            if isinstance(failure, NotSent) and failure.code != "credentials":
                raise
            failed = failed or failure
    raise failed or NotSent("credentials", "no secrets")


def services_at(inlet: Inlet, now: datetime) -> list[Service]:
    """The account of an inlet, ready to be spoken to, under each of its secrets that count; kept in the process, since it may hold
    a token."""
    options = tuple(sorted(inlet.options.items()))
    return [
        connected(inlet.code, inlet.service, inlet.address, options, tuple(sorted(secrets.items())))
        for secrets in secrets_of(inlet.code, now)
    ]


@lru_cache(maxsize=64)
def connected(
    code: str, service: str, address: str, options: tuple[tuple[str, str], ...], secrets: tuple[tuple[str, str], ...]
) -> Service:
    return plug_in(service).connect(Setup(code, address, dict(options), dict(secrets)))


def publishing_inlets() -> list[Inlet]:
    """Open accounts that can tell everybody something."""
    return [row for row in Inlet.objects.filter(active=True).order_by("code") if plug_in(row.service).publishes]

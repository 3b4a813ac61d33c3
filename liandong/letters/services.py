"""Which message services there are: those that come along, and plug-ins in the slot `liandong.letters`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final

from liandong.kernel.refusals import Refused
from liandong.letters import mail, sms, wechat, weibo
from liandong.letters.models import Inlet
from liandong.letters.ports import Service, ServicePlugin, Setup
from liandong.letters.queries import secrets_of

SLOT: Final = "liandong.letters"
SHIPPED: Final[Mapping[str, ServicePlugin]] = {
    "wechat": wechat.OFFICIAL, "miniprogram": wechat.MINI_PROGRAM, "weibo": weibo.WEIBO, "sms": sms.SMS, "mail": mail.MAIL,
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


def service_at(inlet: Inlet) -> Service:
    """The account of an inlet, ready to be spoken to; kept in the process, since it may hold a token."""
    return connected(
        inlet.code, inlet.service, inlet.address, tuple(sorted(inlet.options.items())), bytes(inlet.secrets)
    )


@lru_cache(maxsize=64)
def connected(code: str, service: str, address: str, options: tuple[tuple[str, str], ...], secrets: bytes) -> Service:
    return plug_in(service).connect(Setup(code, address, dict(options), secrets_of(code, secrets)))


def publishing_inlets() -> list[Inlet]:
    """Open accounts that can tell everybody something."""
    return [row for row in Inlet.objects.filter(active=True).order_by("code") if plug_in(row.service).publishes]

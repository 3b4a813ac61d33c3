"""Which way leads to a partner: the shipped one over HTTP, or a plug-in in the slot `liandong.partners`."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final, cast

from liandong.exchange import http_partner, open311_partner
from liandong.exchange.models import Partner
from liandong.exchange.ports import PartnerPlugin, Transport
from liandong.exchange.queries import secret_of
from liandong.kernel.refusals import Refused

SLOT: Final = "liandong.partners"
SHIPPED: Final = "http"
CITIES: Final = "open311"


def names() -> list[str]:
    """The ways that are installed."""
    return [SHIPPED, CITIES, *(point.name for point in entry_points(group=SLOT))]


def plug_in(name: str) -> PartnerPlugin:
    """The way of a name.

    Raises:
        Refused: there is none of that name, or it cannot connect.
    """
    if name == SHIPPED:
        return cast(PartnerPlugin, http_partner)
    if name == CITIES:
        return cast(PartnerPlugin, open311_partner)
    found = {point.name: point for point in entry_points(group=SLOT)}
    if name not in found:
        raise Refused("没有对接方式 {name}。已装的有：{known}。", code="no-plugin", field="transport", name=name,
                      known="、".join(names()))  # fmt: skip
    loaded = found[name].load()
    if not callable(getattr(loaded, "connect", None)):
        raise Refused("插件 {name} 不合用：它要有 connect。", code="bad-plugin", field="transport", name=name)
    return cast(PartnerPlugin, loaded)


def transport_to(partner: Partner) -> Transport:
    """The way to a partner; kept, since plug-ins may keep a connection."""
    return connected(partner.code, partner.transport, partner.address, secret_of(partner.code))


@lru_cache(maxsize=64)
def connected(code: str, transport: str, address: str, secret: bytes) -> Transport:
    return plug_in(transport).connect(code, address, secret)

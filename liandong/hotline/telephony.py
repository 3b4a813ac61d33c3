"""Which call centre is joined: over signed HTTP, by a plug-in in the slot `liandong.telephony`, or none that takes orders."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final, cast

from django.conf import settings

from liandong.hotline import http_telephony
from liandong.hotline.ports import Telephony, TelephonyPlugin
from liandong.hotline.queries import telephony_key
from liandong.kernel.refusals import Refused

SLOT: Final = "liandong.telephony"
SHIPPED: Final = "http"
WITHIN: Final = 0.8
"""Seconds that somebody at a screen waits for the call centre."""


def plug_in(name: str) -> TelephonyPlugin:
    """The way to a call centre of a name.

    Raises:
        Refused: there is none of that name, or it cannot connect.
    """
    if name == SHIPPED:
        return cast(TelephonyPlugin, http_telephony)
    found = {point.name: point for point in entry_points(group=SLOT)}
    if name not in found:
        raise Refused("没有话务插件 {name}。已装的有：{known}。", code="no-plugin", name=name,
                      known="、".join([SHIPPED, *found]))  # fmt: skip
    loaded = found[name].load()
    if not callable(getattr(loaded, "connect", None)):
        raise Refused("插件 {name} 不合用：它要有 connect。", code="bad-plugin", field="transport", name=name)
    return cast(TelephonyPlugin, loaded)


def telephony() -> Telephony | None:
    """The call centre as it takes orders; None where it takes none, and agents lift their handsets themselves."""
    address: str = settings.LIANDONG_TELEPHONY_URL
    return connected(settings.LIANDONG_TELEPHONY, address, telephony_key()) if address else None


@lru_cache(maxsize=4)
def connected(name: str, address: str, secret: bytes) -> Telephony:
    """Kept, since a plug-in may keep a connection; another key makes another."""
    return plug_in(name).connect(address, secret)

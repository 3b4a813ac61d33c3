"""Joins the call centre: prints the key that it signs with; --listen takes events from a plug-in until it is stopped."""

from __future__ import annotations

import argparse

from django.conf import settings

from liandong.access.shared_keys import first_shown
from liandong.hotline.actions import take_event
from liandong.hotline.queries import telephony_keys
from liandong.hotline.telephony import telephony
from liandong.hotline.wire import by_our_clock
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", action="store_true", help="take events from the plug-in, without an end")


def run(args: argparse.Namespace) -> int:
    if not args.listen:
        print(first_shown(telephony_keys(now())))
        return 0
    centre = telephony()
    if centre is None:
        raise Refused("没有设置话务系统的地址（LIANDONG_TELEPHONY_URL）。", code="no-telephony")
    for event in centre.events():
        take_event(by_our_clock(event, now()), now=now())
    print(f"{settings.LIANDONG_TELEPHONY}: its events come by HTTP")
    return 0

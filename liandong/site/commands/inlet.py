"""Opens an account at a message service as a door: liandong inlet CODE --service wechat --from INLET.yaml

The file holds name, address, and what the service asks for; delete it afterwards, since it holds secrets. Prints where the service is to
tell us. `--close` closes the door. `--services` lists what there is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml
from django.conf import settings

from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.letters.reference_actions import close_inlet, save_inlet
from liandong.letters.services import names, plug_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", help="a word of at most 20 letters, part of the address")
    parser.add_argument("--service", help="wechat, miniprogram, weibo, weibo-private, sms, mail or a plug-in's name")
    parser.add_argument("--from", dest="source", type=Path, help="the account as YAML")
    parser.add_argument("--close", action="store_true", help="take nothing more there")
    parser.add_argument("--services", action="store_true", help="list the services and what they ask for")


def run(args: argparse.Namespace) -> int:
    if args.services:
        for name in names():
            plugin = plug_in(name)
            print(f"{name}: {', '.join((*plugin.options, *plugin.secrets))}")
    elif args.code and args.close:
        close_inlet(args.code, actor="system", now=now())
    elif args.code and args.service and args.source:
        save_inlet(args.code, args.service, values(args.source), actor="system", now=now())
        print(f"{settings.LIANDONG_PUBLIC_URL}/letters/v1/{args.code}")
    return 0


def values(path: Path) -> dict[str, str]:
    """What stands in an inlet's file.

    Raises:
        Refused: it is no table of words.
    """
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(given, dict):
        raise Refused("{path} 里不是一张对照表。", code="bad-file", path=str(path))
    return {"name": "", "address": "", **{str(name): str(value) for name, value in given.items()}}

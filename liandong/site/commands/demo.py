"""The demo district: `demo base` loads its ground, `demo live` fills its history and keeps it living."""

from __future__ import annotations

import argparse

from liandong.kernel.clock import now
from liandong.site.demo import base
from liandong.site.demo.people import PASSWORD, SIGN_INS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("base").set_defaults(part_run=load_base)
    signs = parts.add_parser("sign-ins")
    signs.add_argument("--address", default="http://127.0.0.1:8000")
    signs.set_defaults(part_run=sign_ins)


def run(args: argparse.Namespace) -> int:
    args.part_run(args)
    return 0


def load_base(_args: argparse.Namespace) -> None:
    base.load_base(now(), lambda step: print(f"  {step}", flush=True))


def sign_ins(args: argparse.Namespace) -> None:
    print(f"\n  public page   {args.address}/\n  staff desk    {args.address}/desk/\n  password      {PASSWORD}\n")
    for number, name, role, title, _unit, _area in SIGN_INS:
        print(f"  {number}  {name}  {title} ({role})")
    print(flush=True)

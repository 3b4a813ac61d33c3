"""The demo district: `demo base` loads its ground, `demo live` fills its history and keeps it living, `demo clock` moves its clock."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import datetime
from typing import Final

from liandong.kernel.clock import LOCAL, now
from liandong.kernel.refusals import Refused
from liandong.site.demo import (
    base,
    life_again,
    life_closure,
    life_exchange,
    life_field,
    life_hot,
    life_hotline,
    life_ledger,
    life_letters,
    life_linkage,
    life_live,
    life_spans,
    practice,
    training,
)
from liandong.site.demo.articles import load_articles
from liandong.site.demo.life import load_world, progress
from liandong.site.demo.life_bulletins import tell_residents
from liandong.site.demo.life_cast import load_cast, staff_the_centre
from liandong.site.demo.life_contacts import keep_contacts
from liandong.site.demo.life_desks import arrange_desks, reach_seats, register_programs
from liandong.site.demo.life_supervision import supervise_some
from liandong.site.demo.life_twins import tell_together
from liandong.site.demo.people import HEADS, PASSWORD, SIGN_INS

BEAT: Final = 5.0
"""Seconds between two moments of life."""

NICENESS: Final = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("base", help="the ground, the model and the last hours").set_defaults(part_run=load_base)
    parts.add_parser("model", help="trains the model, where none is in place").set_defaults(part_run=load_model)
    living = parts.add_parser("live", help="the history, and then the present, until it is stopped")
    living.add_argument("--days", type=int, default=90, help="how many days of history")
    living.add_argument("--once", action="store_true", help="stop when the history is there")
    living.set_defaults(part_run=live)
    moves = parts.add_parser("clock", help="moves the clock of a demo, to practise what happens when time runs out")
    moves.add_argument("when", help="HH:MM, the next time that it is so; or true, to go back to the true time")
    moves.set_defaults(part_run=move_clock)
    signs = parts.add_parser("sign-ins")
    signs.add_argument("--address", default="http://127.0.0.1:8000")
    signs.set_defaults(part_run=sign_ins)


def run(args: argparse.Namespace) -> int:
    args.part_run(args)
    return 0


def load_base(_args: argparse.Namespace) -> None:
    """The ground and, beside it on the other core, the model; then the first slice of life."""
    say("model")
    model = subprocess.Popen([sys.executable, "-m", "liandong.site.command", "demo", "model"])
    base.load_base(now(), say)
    model.wait()
    say("life")
    staff_the_centre(now())
    life_hotline.staff_the_hotline(now())
    arrange_desks(now())
    register_programs(now())
    reach_seats(now())
    load_articles(now())
    tell_residents(now())
    keep_contacts(now())
    life_closure.set_rules(now())
    world = load_world()
    for _ in life_spans.first_slice(now(), world):
        pass
    tell_together(now(), world)
    supervise_some(world.cast, now())
    life_exchange.first_exchange(load_cast(), now())
    life_hot.stir(now(), world)
    life_linkage.work_together(world.cast, now())
    life_again.look_again(now(), world)
    life_field.roster(now())
    life_field.give_a_day(now(), world)
    life_ledger.stand_assets(now())
    life_hotline.first_call_backs()


def load_model(_args: argparse.Namespace) -> None:
    try:
        training.train_model()
    except Refused as refused:
        print(f"  {refused.sentence} Every kind waits for a person.", flush=True)


def say(step: str) -> None:
    print(f"  {step}", flush=True)


def live(args: argparse.Namespace) -> None:
    """Tells what is still to be told while life already goes on, and then goes on living."""
    os.nice(NICENESS)
    begun, world = now(), load_world()
    seen = life_live.last_seen()
    if seen and begun - seen > life_spans.PAUSED:
        print(f"after a pause: {life_live.take_up(world, begun, life_spans.PAUSED)} open cases went on", flush=True)
    present, next_beat, told_at = life_live.present(world, now()), 0.0, 0.0
    if not args.once:
        present.writers = life_letters.writers(now())
    for key in life_spans.the_rest(begun, args.days, world, seen):
        if time.monotonic() >= next_beat and not args.once:
            present.tick(now())
            next_beat = time.monotonic() + BEAT
        if time.monotonic() - told_at > 10:
            told_at = say_progress(key, begun)
    print(f"the history is there after {(now() - begun).total_seconds():.0f} s", flush=True)
    while not args.once:
        present.tick(now())
        time.sleep(BEAT)


def say_progress(key: str, begun: datetime) -> float:
    done, total = progress()
    print(f"history: {done:,} of {total:,} reports ({key}), {(now() - begun).total_seconds():.0f} s", flush=True)
    return time.monotonic()


def move_clock(args: argparse.Namespace) -> None:
    print(f"{practice.move_clock(args.when).astimezone(LOCAL):%Y-%m-%d %H:%M}")


def sign_ins(args: argparse.Namespace) -> None:
    print(
        f"\n  public page   {args.address}/\n  staff desk    {args.address}/desk/\n  a telephone   {args.address}/simulated/phone\n  password      {PASSWORD}\n"
    )
    for number, name, role, title, _unit, _area in (*SIGN_INS, *HEADS):
        print(f"  {number}  {name}  {title} ({role})")
    print(flush=True)

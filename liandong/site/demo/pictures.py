"""Draws the demo's photos and clips: plain flat scenes, each a little different by its dice. They show places, never people."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import av
import numpy as np
from PIL import Image, ImageDraw

SIZE: Final = (400, 300)
GROUND: Final = 205
Pen = ImageDraw.ImageDraw
Scene = Callable[[Pen, Random, bool], None]


def picture(seed: str, kind: str, *, mended: bool) -> bytes:
    """A JPEG of 400 by 300 pixels for a kind of matter. The same seed gives the same place; `mended` shows it put right."""
    out = io.BytesIO()
    scene(seed, kind, mended=mended).save(out, "JPEG", quality=80)
    return out.getvalue()


def film(seed: str, kind: str) -> bytes:
    """A clip (MP4) of the same place, for four seconds, as somebody films it who steps nearer."""
    out, place = io.BytesIO(), scene(seed, kind, mended=False)
    with av.open(out, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for step in range(48):
            view = place.resize(SIZE, box=(step, step * 0.75, SIZE[0] - step, SIZE[1] - step * 0.75))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(view), format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def scene(seed: str, kind: str, *, mended: bool) -> Image.Image:
    """The place itself, drawn."""
    dice = Random(seed)
    night = kind.startswith(("C0107", "C0108", "E0302"))
    image = Image.new("RGB", SIZE, "#3a4763" if night else dice.choice(("#c9dcea", "#d8e2e6", "#bfd3df", "#dfe3dc")))
    pen = ImageDraw.Draw(image)
    street(pen, dice)
    SCENES.get(kind[:5], SCENES.get(kind[:3], boarded))(pen, Random(f"{seed}/scene"), mended)
    pen.text((8, SIZE[1] - 16), f"{kind}  {dice.randrange(10, 99)}-{dice.randrange(100, 999)}", fill="#ffffff")
    return image


def street(pen: Pen, dice: Random) -> None:
    """Houses, pavement and road."""
    left = -10
    while left < SIZE[0]:
        width, height = dice.randint(60, 120), dice.randint(70, 160)
        top = GROUND - 25 - height
        pen.rectangle(
            (left, top, left + width, GROUND - 25), fill=dice.choice(("#b9aa98", "#a9b0b4", "#c4b7a3", "#9fa89b"))
        )
        for x in range(left + 10, left + width - 14, 24):
            for y in range(top + 10, GROUND - 50, 28):
                pen.rectangle((x, y, x + 11, y + 15), fill=dice.choice(("#6f7f8d", "#8b98a2", "#e0d8b8")))
        left += width + dice.randint(2, 10)
    pen.rectangle((0, GROUND - 25, SIZE[0], GROUND + 5), fill="#c8c3b8")
    pen.rectangle((0, GROUND + 5, *SIZE), fill="#6d7075")
    for x in range(dice.randint(-30, 10), SIZE[0], 80):
        pen.rectangle((x, GROUND + 50, x + 40, GROUND + 55), fill="#d9d9cf")


def lamp(pen: Pen, dice: Random, mended: bool) -> None:
    x = dice.randint(120, 280)
    if mended:
        pen.polygon([(x + 34, 62), (x - 40, GROUND + 60), (x + 120, GROUND + 60)], fill="#8f8a62")
    pen.rectangle((x - 4, 55, x + 4, GROUND), fill="#2f3338")
    pen.line((x, 57, x + 40, 50), fill="#2f3338", width=6)
    pen.ellipse((x + 26, 44, x + 52, 62), fill="#fff3b0" if mended else "#4b4f56")


def heap(pen: Pen, dice: Random, mended: bool) -> None:
    x = dice.randint(110, 260)
    pen.rectangle((x + 70, GROUND - 50, x + 105, GROUND + 8), fill="#2f7d5b")
    pen.rectangle((x + 66, GROUND - 56, x + 109, GROUND - 48), fill="#245f45")
    for _ in range(0 if mended else 16):
        at, up, size = x + dice.randint(-55, 60), GROUND - dice.randint(-22, 22), dice.randint(10, 24)
        pen.ellipse(
            (at, up, at + size * 1.4, up + size),
            fill=dice.choice(("#23262b", "#e4e1d7", "#7a4b2f", "#3b6ea5", "#a33d3a")),
        )


def cover(pen: Pen, dice: Random, mended: bool) -> None:
    x, y = dice.randint(110, 230), GROUND + 28
    pen.ellipse((x, y, x + 90, y + 40), fill="#4a4d52" if mended else "#0c0d0f")
    if mended:
        for step in range(12, 80, 11):
            pen.line((x + step, y + 8, x + step, y + 32), fill="#35383c", width=3)
    else:
        pen.arc((x - 4, y - 3, x + 94, y + 43), 0, 360, fill="#8d8f93", width=4)


def flood(pen: Pen, dice: Random, mended: bool) -> None:
    y = GROUND + 20
    if mended:
        pen.rectangle((150, y + 30, 230, y + 46), fill="#3d4045")
        return
    for _ in range(7):
        x, width = dice.randint(-20, 300), dice.randint(90, 200)
        pen.ellipse(
            (x, y + dice.randint(-8, 45), x + width, y + dice.randint(48, 70)),
            fill=dice.choice(("#8ea9b8", "#7f9baa", "#9db5c2")),
        )


def pit(pen: Pen, dice: Random, mended: bool) -> None:
    x, y = dice.randint(90, 220), GROUND + 25
    spots = [(x + dice.randint(-12, 100), y + dice.randint(-8, 45)) for _ in range(9)]
    if mended:
        pen.rectangle((x - 10, y - 6, x + 125, y + 50), fill="#55585d")
    else:
        pen.polygon(spots, fill="#3a332c")


def parked(pen: Pen, dice: Random, mended: bool) -> None:
    for place in range(0 if mended else 3):
        x, y = 40 + place * 115 + dice.randint(-15, 15), GROUND - 28
        colour = dice.choice(("#b23a3a", "#e8e8e6", "#2d4f7c", "#3c3f44"))
        pen.rounded_rectangle((x, y, x + 95, y + 26), 6, fill=colour)
        pen.polygon([(x + 18, y), (x + 30, y - 18), (x + 68, y - 18), (x + 80, y)], fill=colour)
        for wheel in (x + 14, x + 64):
            pen.ellipse((wheel, y + 16, wheel + 19, y + 35), fill="#17181a")


def stall(pen: Pen, dice: Random, mended: bool) -> None:
    for place in range(0 if mended else 2):
        x, y = 60 + place * 170 + dice.randint(-20, 20), GROUND - 60
        pen.polygon(
            [(x - 8, y + 12), (x + 48, y - 16), (x + 104, y + 12)], fill=dice.choice(("#c8513e", "#2f6fa8", "#d19a2a"))
        )
        pen.rectangle((x, y + 40, x + 96, y + 66), fill="#8a6642")
        for fruit in range(6):
            pen.ellipse(
                (x + 4 + fruit * 15, y + 30, x + 17 + fruit * 15, y + 43),
                fill=dice.choice(("#d7662c", "#9fb23a", "#c43c3c")),
            )


def bikes(pen: Pen, dice: Random, mended: bool) -> None:
    for place in range(6):
        x = 40 + place * 45 if mended else dice.randint(20, 340)
        y = GROUND - 16 + (0 if mended else dice.randint(-10, 40))
        colour = dice.choice(("#2b8fd6", "#f0c22b"))
        for wheel in (x, x + 26):
            pen.ellipse((wheel, y, wheel + 18, y + 18), outline="#1d1f22", width=3)
        pen.line([(x + 9, y + 9), (x + 18, y - 8), (x + 35, y + 9), (x + 9, y + 9)], fill=colour, width=4)


def tree(pen: Pen, dice: Random, mended: bool) -> None:
    x = dice.randint(140, 240)
    pen.rectangle((x - 7, 110, x + 7, GROUND), fill="#5a4330")
    for _ in range(9 if mended else 13):
        at, up = x + dice.randint(-55, 35), dice.randint(45, 115)
        pen.ellipse((at, up, at + 42, up + 36), fill=dice.choice(("#3f7a43", "#4f8b4c", "#376b3b")))
    if not mended:
        pen.line((x + 5, 120, x + 130, GROUND + 22), fill="#5a4330", width=11)


def sign(pen: Pen, dice: Random, mended: bool) -> None:
    x = dice.randint(130, 250)
    pen.line((x, 90, x + (0 if mended else 48), GROUND), fill="#74787d", width=7)
    pen.ellipse((x - 30, 60, x + 30, 120), fill="#f5f5f2", outline="#b3302c", width=8)
    if not mended:
        pen.line([(x - 18, 72), (x + 4, 92), (x - 6, 112)], fill="#26282b", width=4)


def boarded(pen: Pen, dice: Random, mended: bool) -> None:
    x = dice.randint(100, 220)
    pen.rectangle((x, GROUND - 85, x + 120, GROUND), fill="#dcd6c8" if mended else "#8d8272")
    pen.rectangle((x + 12, GROUND - 73, x + 108, GROUND - 40), fill="#2f6f86" if mended else "#5d5a55")
    for _ in range(0 if mended else 5):
        at, up = x + dice.randint(0, 110), GROUND - dice.randint(5, 80)
        pen.line((at, up, at + dice.randint(-30, 30), up + dice.randint(5, 25)), fill="#3b2b20", width=4)


SCENES: Final[Mapping[str, Scene]] = {
    "C0107": lamp, "C0108": lamp, "C0103": cover, "C01": cover, "C0206": sign, "C0205": sign, "C02": pit, "C0501": sign,
    "C03": heap, "C04": tree, "E0105": flood, "E0108": flood, "E0408": flood, "E0402": flood, "E0405": tree, "E01": heap,
    "E03": pit, "E0404": pit, "E0501": stall, "E0502": stall, "E0503": parked, "E0506": parked, "E0504": bikes,
    "E0505": bikes, "E0513": parked, "E0514": heap, "E0607": heap, "E0608": heap,
}  # fmt: skip

"""Has a clip read and redrawn by `liandong.files.blurring`, in a process of its own that has neither our environment nor our files."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Final

from liandong.files.blurring import CPU_SECONDS, REFUSED
from liandong.files.clip_rules import Limits, not_taken
from liandong.kernel.refusals import Refused

BARE: Final = {"PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PATIENCE: Final = 4
"""A busy machine takes so many times longer by the clock than on the processor."""
_at_once: Final = BoundedSemaphore(2)


class NotBlurred(Exception):
    """It came to nothing for a reason that is ours: a package or a model is missing, or memory was short."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A film without faces, numbers and sound (MP4), a still picture of it (JPEG), its pixels, seconds and what was hidden."""

    film: bytes
    still: bytes
    width: int
    height: int
    seconds: float
    hidden: int


def probe(data: bytes, limits: Limits) -> tuple[int, int]:
    """Width and height of a clip, from its head and its first frame.

    Raises:
        Refused: it is no clip that can be taken.
        NotBlurred: it could not be found out.
    """
    with _at_once:
        said, _rest = answered("probe", data, limits)
    return said["width"], said["height"]


def redraw(data: bytes, limits: Limits) -> Redrawn:
    """The clip as people may see it.

    Raises:
        Refused: it cannot be read to its end, or is more than it said.
        NotBlurred: it was not done, and may be tried again.
    """
    said, rest = answered("blur", data, limits)
    still, film = rest[: said["still"]], rest[said["still"] :]
    if not still or not film:
        raise NotBlurred("half an answer")
    return Redrawn(film, still, said["width"], said["height"], said["seconds"], said["hidden"])


def hide_people(photo: bytes, what: str) -> bytes:
    """A photo (JPEG) without faces (`what` "faces"), or without writing either ("all").

    Raises:
        NotBlurred: it was not done.
    """
    with _at_once:
        try:
            _said, made = answered(what, photo, Limits(0, 0, 0, ()))
        except Refused as refused:
            raise NotBlurred(refused.code) from refused
    return made


def answered(mode: str, data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    words = [sys.executable, "-I", "-B", "-m", "liandong.files.blurring", mode, str(limits.seconds)]
    try:
        done = subprocess.run(words, input=data, capture_output=True, check=False, env=BARE, cwd="/",
                              timeout=CPU_SECONDS[mode] * PATIENCE)  # fmt: skip
    except subprocess.TimeoutExpired:
        raise not_taken("too-hard", limits) from None
    if done.returncode == REFUSED:
        raise not_taken(json.loads(done.stdout)["refused"], limits)
    if done.returncode < 0:
        # A signal ended it: out of time, or a decoder that fell over what it was given.
        raise not_taken("too-hard", limits)
    if done.returncode:
        raise NotBlurred(done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200])
    line, _, rest = done.stdout.partition(b"\n")
    said: dict[str, Any] = json.loads(line)
    return said, rest

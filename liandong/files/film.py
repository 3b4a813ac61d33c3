"""Reads a clip that anybody may have sent: only forms and codecs of telephones and browsers, only so long, so large, so many frames.

Runs in the process of `liandong.files.blurring` alone, which has limits of its own: decoders are where hostile bytes bite.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Rows, columns, blue-green-red."""

CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "h263"})
MOST_PIXELS: Final = 4096 * 2304
"""Of one frame: 4K is taken, 8K is not."""
MOST_FRAMES_A_SECOND: Final = 130
KEPT_PX: Final = 960
"""The longer side of what is kept: more would show more of people than of the hazard."""
KEPT_A_SECOND: Final = 12
GRACE: Final = 0.5
"""Seconds by which a clip may be longer than it should: cameras stop a little late."""


class BadFilm(Exception):
    """It is not taken; the word says why: "broken", "no-film", "too-long" or "too-large"."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that is kept: seconds since the first one, and the picture, upright."""

    at: float
    image: Image


def form_of(data: bytes) -> str | None:
    """FFmpeg's name of the container that the first bytes announce; None for anything else, playlists above all, which would
    have it read other files."""
    if data[4:8] == b"ftyp":
        return "mov"
    return "matroska" if data.startswith(b"\x1aE\xdf\xa3") else None


def frames(data: bytes, most_seconds: float) -> Iterator[Frame]:
    """The frames that are kept, upright, 12 a second at most, at most 960 px on the longer side.

    Raises:
        BadFilm: it cannot be read to its end, or there is more of it than may be.
    """
    try:
        with opened(data) as film:
            yield from kept(film, most_seconds)
    except (av.error.FFmpegError, ValueError, OverflowError) as error:
        raise BadFilm("broken") from error


def opened(data: bytes) -> Any:
    form = form_of(data)
    if form is None:
        raise BadFilm("no-film")
    return av.open(io.BytesIO(data), format=form, metadata_errors="ignore")


def kept(film: Any, most_seconds: float) -> Iterator[Frame]:
    stream = video_of(film, most_seconds)
    first, due, count = None, 0.0, 0
    for frame in film.decode(stream):
        count += 1
        refuse_large(frame.width, frame.height)
        time = frame.time if frame.time is not None else 0.0
        first = time if first is None else first
        at = time - first
        if at > most_seconds + GRACE or count > (most_seconds + GRACE) * MOST_FRAMES_A_SECOND:
            raise BadFilm("too-long")
        if at >= due:
            due = max(due, at) + 1 / KEPT_A_SECOND - 0.005
            yield Frame(at, upright(frame))
    if not count:
        raise BadFilm("no-film")


def video_of(film: Any, most_seconds: float) -> Any:
    """The pictures of a film; its sound is never read."""
    if not film.streams.video:
        raise BadFilm("no-film")
    stream = film.streams.video[0]
    if stream.codec_context is None or stream.codec_context.name.removeprefix("lib") not in CODECS | {"dav1d"}:
        raise BadFilm("no-film")
    stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    refuse_large(stream.codec_context.width, stream.codec_context.height)
    if film.duration and film.duration / av.time_base > most_seconds + GRACE:
        raise BadFilm("too-long")
    return stream


def refuse_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadFilm("too-large")


def upright(frame: Any) -> Image:
    """The picture as it was meant to be seen, in even numbers of pixels."""
    share = min(1.0, KEPT_PX / max(frame.width, frame.height))
    width, height = (max(2, round(side * share) // 2 * 2) for side in (frame.width, frame.height))
    image = frame.to_ndarray(format="bgr24", width=width, height=height)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


def smaller(image: Image, longest: int) -> Image:
    """The picture with no side longer than so many pixels."""
    share = min(1.0, longest / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * share)), max(1, round(image.shape[0] * share)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

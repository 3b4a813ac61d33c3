"""Makes of a clip the film that people may see, and a still picture of it."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, Final

import av
import cv2
import numpy as np

from liandong.files.film import BadFilm, Frame, Image, frames, smaller
from liandong.files.sight import FACE_SIZES, Box, Sight, hide

STILL_PX: Final = 480
LARGE_PX: Final = 1920
"""Photos keep more pixels than films, so that smaller faces in them can be known: they are looked for at this size too."""
LOOKED_FOR_FACES: Final = 2
LOOKED_FOR_WRITING: Final = 4
"""Every so many frames that are kept."""
HELD: Final = 0.6
"""Seconds before and after, in which a box stays: whoever turns away for a moment, or moves, stays covered."""
TICKS: Final = 1000
"""A second, in the film's own time."""

INDEX_BYTES: Final = 64 * 1024
"""Kept free for the index at the head of the film, so that it plays before all of it is there."""

Answer = tuple[dict[str, Any], bytes, bytes]
"""What is said of it, the still picture (JPEG), the film (MP4)."""


def probed(data: bytes, most_seconds: float) -> Answer:
    """Whether the head of a clip and its first frame can be read.

    Raises:
        BadFilm: they cannot, or the head tells of more than may be.
    """
    height, width = next(frames(data, most_seconds)).image.shape[:2]
    return {"width": width, "height": height}, b"", b""


def blurred(data: bytes, most_seconds: float) -> Answer:
    """Goes through a clip twice: where there is something to hide; then hiding it, there and shortly before and after.

    Raises:
        BadFilm: it cannot be read to its end, or there is more of it than may be.
    """
    seen = looked(data, most_seconds)
    film, still = Film(), b""
    for number, frame in enumerate(frames(data, most_seconds)):
        hide(frame.image, [box for at, boxes in seen if abs(at - frame.at) <= HELD for box in boxes])
        film.add(frame)
        if number == len(seen) // 3:
            still = jpeg(smaller(frame.image, STILL_PX))
    written = film.written()
    said = {"width": film.width, "height": film.height, "seconds": round(seen[-1][0], 2), "frames": len(seen),
            "hidden": sum(len(boxes) for _at, boxes in seen)}  # fmt: skip
    return said, still, written


def without_faces(photo: bytes, _seconds: float) -> Answer:
    """A photo (JPEG) in which faces are hidden, small ones of large photos too.

    Raises:
        BadFilm: it cannot be read.
    """
    return redrawn(photo, writing=False)


def without_writing_too(photo: bytes, _seconds: float) -> Answer:
    """The same, and all writing with it, number plates among it."""
    return redrawn(photo, writing=True)


def redrawn(photo: bytes, *, writing: bool) -> Answer:
    image = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise BadFilm("broken")
    picture: Image = np.asarray(image, dtype=np.uint8)
    sight = Sight((*FACE_SIZES, LARGE_PX))
    boxes = sight.faces(picture) + (sight.writing(picture) if writing else [])
    hide(picture, boxes)
    return {"hidden": len(boxes)}, b"", jpeg(picture, 85) if boxes else photo


def looked(data: bytes, most_seconds: float) -> list[tuple[float, list[Box]]]:
    """For each frame that is kept its second, and what was found in it to hide."""
    sight, seen = Sight(), []
    for number, frame in enumerate(frames(data, most_seconds)):
        boxes = sight.faces(frame.image) if number % LOOKED_FOR_FACES == 0 else []
        boxes += sight.writing(frame.image) if number % LOOKED_FOR_WRITING == 0 else []
        seen.append((frame.at, boxes))
    return seen


class Film:
    """An MP4 of pictures alone: no sound, no subtitles, nothing of what the old one said of itself."""

    def __init__(self) -> None:
        self.out, self.width, self.height, self.last = io.BytesIO(), 0, 0, -1
        self.container: Any = av.open(
            self.out, "w", format="mp4", options={"moov_size": str(INDEX_BYTES), "fflags": "+bitexact"}
        )
        self.stream: Any = self.container.add_stream("libx264", rate=12, options={
            "preset": "veryfast", "crf": "27", "maxrate": "1500k", "bufsize": "3000k", "bf": "0", "threads": "1",
        })  # fmt: skip

    def add(self, frame: Frame) -> None:
        size = frame.image.shape[:2]
        if self.last < 0:
            self.height, self.width = size
            self.stream.width, self.stream.height, self.stream.pix_fmt = self.width, self.height, "yuv420p"
            self.stream.codec_context.time_base = Fraction(1, TICKS)
        elif size != (self.height, self.width):
            raise BadFilm("broken")
        picture = av.VideoFrame.from_ndarray(frame.image, format="bgr24")
        self.last = picture.pts = max(self.last + 1, round(frame.at * TICKS))
        picture.time_base = Fraction(1, TICKS)
        self.container.mux(self.stream.encode(picture))

    def written(self) -> bytes:
        self.container.mux(self.stream.encode(None))
        self.container.close()
        return self.out.getvalue()


def jpeg(image: Image, quality: int = 80) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()

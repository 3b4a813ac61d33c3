"""Draws clips for tests: a street with a face and a number plate that move, as no camera ever saw them."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE: Final = (640, 360)
GREY: Final = "#8d9094"


def face(side: int) -> Image.Image:
    """A head on grey, drawn four times as large and made smaller, as soft as a photo."""
    image = Image.new("RGB", (400, 400), GREY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((150, 320, 250, 400), fill="#c89878")
    pen.ellipse((85, 25, 315, 330), fill="#2a1f1a")
    pen.ellipse((105, 60, 295, 350), fill="#d9a988")
    pen.pieslice((95, 35, 305, 240), 180, 360, fill="#2a1f1a")
    for x in (155, 245):
        pen.ellipse((x - 27, 172, x + 27, 200), fill="#f4efe9")
        pen.ellipse((x - 13, 173, x + 13, 199), fill="#2b1a12")
        pen.line((x - 32, 158, x + 32, 154), fill="#33241c", width=9)
    pen.polygon([(200, 185), (178, 255), (222, 255)], fill="#c99574")
    pen.ellipse((180, 245, 196, 258), fill="#8e5f47")
    pen.ellipse((204, 245, 220, 258), fill="#8e5f47")
    pen.ellipse((155, 285, 245, 315), fill="#a8504c")
    pen.line((160, 299, 240, 299), fill="#6d2f2d", width=5)
    return image.filter(ImageFilter.GaussianBlur(4)).resize((side, side), Image.Resampling.LANCZOS)


def plate(width: int) -> Image.Image:
    """A blue plate with a number on it."""
    image = Image.new("RGB", (440, 140), "#143ca0")
    ImageDraw.Draw(image).text((22, 22), "A3K596", font=ImageFont.load_default(96), fill="white")
    return image.resize((width, width * 140 // 440), Image.Resampling.LANCZOS)


def street(at: float, *, people: bool = True) -> Image.Image:
    """What is to be seen after so many seconds: the face walks to the right, the plate drives to the left."""
    image = Image.new("RGB", SIZE, GREY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 250, *SIZE), fill="#6d7075")
    pen.ellipse((280, 270, 380, 310), fill="#33363a")
    if people:
        image.paste(face(96), where(at))
        image.paste(plate(90), (430 - int(40 * at), 200))
    return image


def where(at: float) -> tuple[int, int]:
    """The left upper corner of the face."""
    return 60 + int(60 * at), 90


def film(
    seconds: float = 1.0, *, a_second: int = 12, form: str = "mp4", codec: str = "libx264", people: bool = True,
    size: tuple[int, int] = SIZE, sound: bool = False, said: dict[str, str] | None = None, options: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A clip of the street; `said` is written into its head, as telephones write where they were."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=options or {}) as container:
        container.metadata.update(said or {})
        stream: Any = container.add_stream(codec, rate=a_second)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        voice: Any = container.add_stream("aac" if form == "mp4" else "libopus", rate=48_000) if sound else None
        for number in range(round(seconds * a_second)):
            picture = street(number / a_second, people=people).resize(size)
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None:
            container.mux(voice.encode(hum()))
            container.mux(voice.encode(None))
    return out.getvalue()


def hum() -> Any:
    tone = np.sin(np.arange(48_000, dtype=np.float32) / 20).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    return frame


def pictures(data: bytes) -> list[NDArray[np.uint8]]:
    """The frames of a film in red, green, blue."""
    with av.open(io.BytesIO(data), "r") as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8) for frame in container.decode(video=0)]

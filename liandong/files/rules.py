"""Which bytes are taken as a photo, and what is kept of it.

What a file is, its own first bytes say; its name and declared type are never asked. A photo is decoded and
written anew, so that nothing of the original file survives but its pixels: no place, no device, no comment,
no archive or script behind them.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

import pillow_heif
from django.utils.translation import gettext_noop
from PIL import Image

from liandong.kernel.refusals import Refused

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
FULL_PX: Final = 2048
THUMBNAIL_PX: Final = 480
MEDIA_TYPE: Final = "image/jpeg"
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to bring a photo upright whose EXIF says so (EXIF 2.3, tag Orientation)."""

HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})

EMPTY: Final = gettext_noop("这个文件是空的，可能没有传完。请重新选一张照片。")
TOO_HEAVY: Final = gettext_noop("这张照片有 {megabytes} MB，最多收 10 MB。请选小一些的照片，或用手机相机重拍一张。")
TOO_LARGE: Final = gettext_noop("这张照片像素太多，最多收 5000 万像素。请把相机调到普通清晰度重拍一张。")
BROKEN: Final = gettext_noop("这张照片没有传完整，打不开。请重新上传，或再拍一张。")
ARCHIVE: Final = gettext_noop("这是压缩包或文档，不是照片，改了后缀也打不开。请上传里面的照片，或直接拍一张。")
MOVING: Final = gettext_noop("这是 GIF 动图，不是照片。请上传手机拍的照片（JPEG、PNG、WebP 或 HEIC）。")
MARKUP: Final = gettext_noop("这是网页或矢量图（SVG），不是照片。请上传手机拍的照片（JPEG、PNG、WebP 或 HEIC）。")
DOCUMENT: Final = gettext_noop("这是 PDF 文档，不是照片。请把要紧的一页拍成照片再上传。")
FILM: Final = gettext_noop("这是视频，这里只收照片。请从视频里截一张图，或直接拍一张。")
UNKNOWN: Final = gettext_noop("这个文件不是认得的照片。请上传手机拍的照片（JPEG、PNG、WebP 或 HEIC）。")

_decoding: Final = BoundedSemaphore(2)
"""A photo of 50 million pixels takes some 300 MB while it is decoded: two at once, the others wait."""

pillow_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept: two JPEGs, the size of the larger in pixels, and its SHA-256 in hex."""

    full: bytes
    thumbnail: bytes
    width: int
    height: int
    digest: str


def picture(data: bytes) -> Picture:
    """The photo in `data`, upright, in RGB on white, at most 2048 px, with a thumbnail of at most 480 px.

    Colours are taken as sRGB: the photo's own colour profile goes the way of its other metadata.

    Raises:
        Refused: it is too big, or not a photo that can be decoded; the sentence says what and what to do.
    """
    if len(data) > MAX_BYTES:
        raise _refused(TOO_HEAVY, megabytes=f"{len(data) / 1024 / 1024:.1f}")
    form = _form(data)
    with _decoding:
        image = _decoded(data, form)
    return _kept(image, _jpeg(image, 85))


def redrawn(full: bytes) -> Picture:
    """The same of a photo that is a JPEG of ours already, redrawn."""
    return _kept(Image.open(io.BytesIO(full), formats=["JPEG"]), full)


def _kept(image: Image.Image, full: bytes) -> Picture:
    width, height = image.size
    image.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return Picture(full, _jpeg(image, 80), width, height, hashlib.sha256(full).hexdigest())


def _form(data: bytes) -> str:
    """Pillow's name of the format that the first bytes announce."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "HEIF"
    raise _refused(_what_else(data))


def _what_else(data: bytes) -> str:
    """The sentence for what is not a photo."""
    if not data:
        return EMPTY
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        return ARCHIVE
    if data.startswith((b"GIF87a", b"GIF89a")):
        return MOVING
    if data.startswith(b"%PDF"):
        return DOCUMENT
    if data[4:8] == b"ftyp" or data.startswith((b"RIFF", b"\x1aE\xdf\xa3", b"FLV")):
        return FILM
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return MARKUP
    return UNKNOWN


def _decoded(data: bytes, form: str) -> Image.Image:
    """The pixels: upright, RGB, at most FULL_PX on the longer side, without any metadata."""
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=[form])
        if image.width * image.height <= MAX_PIXELS:
            # A JPEG is decoded at a half, quarter or eighth where that is still large enough: 4x faster.
            image.draft("RGB", (FULL_PX, FULL_PX))
            image.load()
            return _reduced(_flat(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(TOO_LARGE) from error
    except Exception as error:
        # Decoders meet hostile bytes with exceptions of every kind; whichever it is, it cannot be opened.
        raise _refused(BROKEN) from error
    raise _refused(TOO_LARGE)


def _flat(image: Image.Image) -> Image.Image:
    """Upright and in RGB; what is transparent becomes white."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = image.convert("RGB")
    turn = TURNS.get(_orientation(image))
    return flat if turn is None else flat.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """EXIF's number for how the camera was held; 1 when it says nothing that can be read."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        # Broken metadata is no reason to refuse good pixels, and EXIF parsers fail in every way there is.
        return 1


def _reduced(image: Image.Image) -> Image.Image:
    image.thumbnail((FULL_PX, FULL_PX))
    image.info.clear()
    return image


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _refused(sentence: str, **words: str) -> Refused:
    return Refused(sentence, code="bad-photo", field="photo", **words)

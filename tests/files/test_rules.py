from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from liandong.files.rules import FULL_PX, MAX_BYTES, THUMBNAIL_PX, picture
from liandong.kernel.refusals import Refused

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]


@cache
def encoded(form: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture whose left half is red and right half blue."""
    return saved(two_halves(size), form)


def two_halves(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colour_at(image: Image.Image, x: float, y: float) -> str:
    red, _, blue = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("照片.jpg", encoded())
    return out.getvalue()


def bare_png(width: int, height: int) -> bytes:
    """A PNG that announces a size in its header and holds next to nothing."""

    def chunks() -> Iterator[bytes]:
        for kind, body in [
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(bytes(1000))),
            (b"IEND", b""),
        ]:
            yield struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks())


@pytest.mark.parametrize("form", FORMATS)
def test_every_taken_format_becomes_a_jpeg_with_a_thumbnail(form: str) -> None:
    taken = picture(encoded(form))
    full, thumbnail = opened(taken.full), opened(taken.thumbnail)
    assert (full.format, full.size, full.mode) == ("JPEG", (640, 480), "RGB")
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (480, 360))
    assert (taken.width, taken.height) == (640, 480)
    assert taken.digest == hashlib.sha256(taken.full).hexdigest()
    assert [colour_at(full, 0.25, 0.5), colour_at(full, 0.75, 0.5)] == ["red", "blue"]


@pytest.mark.parametrize("size", [(4032, 3024), (3024, 4032), (2049, 10), (8000, 6000)])
def test_a_large_photo_is_brought_to_size_and_keeps_its_shape(size: tuple[int, int]) -> None:
    taken = picture(encoded("JPEG", size))
    assert max(taken.width, taken.height) == FULL_PX
    assert taken.width / taken.height == pytest.approx(size[0] / size[1], rel=0.05)
    assert max(opened(taken.thumbnail).size) == THUMBNAIL_PX


def test_place_device_comment_and_whatever_is_appended_are_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "SECRET-MAKER", "SECRET-MODEL"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 40.0, 1.0), 3: "E", 4: (104.0, 6.0, 1.0)})
    photo = saved(two_halves((640, 480)), "JPEG", exif=exif, comment=b"SECRET-COMMENT", dpi=(301, 301))
    photo += b"<script>SECRET</script>"
    assert photo.count(b"SECRET") == 4
    taken = picture(photo)
    for kept in (taken.full, taken.thumbnail):
        assert b"SECRET" not in kept
        assert b"Exif" not in kept
        assert not opened(kept).getexif()
        assert {"comment", "exif", "icc_profile", "xmp"}.isdisjoint(opened(kept).info)


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [(1, (0.2, 0.5)), (2, (0.8, 0.5)), (3, (0.8, 0.5)), (4, (0.2, 0.5)), (5, (0.5, 0.2)), (6, (0.5, 0.2)),
     (7, (0.5, 0.8)), (8, (0.5, 0.8))],
)  # fmt: skip
def test_a_photo_comes_out_upright_however_the_camera_was_held(orientation: int, red_at: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    taken = picture(saved(two_halves((640, 480)), "JPEG", exif=exif))
    assert (taken.width, taken.height) == ((640, 480) if orientation < 5 else (480, 640))
    assert colour_at(opened(taken.full), *red_at) == "red"
    assert colour_at(opened(taken.full), 1 - red_at[0], 1 - red_at[1]) == "blue"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_broken_metadata_does_not_cost_a_good_photo() -> None:
    photo = saved(two_halves((640, 480)), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff junk")
    assert picture(photo).width == 640


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixels_becomes_rgb_on_white(mode: str) -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0)) if mode == "RGBA" else Image.new(mode, (64, 64))
    taken = opened(picture(saved(image, "JPEG" if mode == "CMYK" else "PNG")).full)
    assert taken.mode == "RGB"
    if mode in {"RGBA", "LA"}:
        assert taken.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "是空的"),
        (zipped(), "压缩包"),
        (encoded("GIF"), "GIF 动图"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b"\xef\xbb\xbf\n<!doctype html><script>1</script>", "SVG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", "视频"),
        (encoded("BMP"), "不是认得的照片"),
        (encoded("TIFF"), "不是认得的照片"),
        ("一段文字".encode(), "不是认得的照片"),
        (encoded() + bytes(MAX_BYTES), "最多收 10 MB"),
        (bare_png(20_000, 20_000), "像素太多"),
        (bare_png(10_000, 10_000), "像素太多"),
        (bare_png(8_000, 7_000), "像素太多"),
        (bare_png(100, 100), "没有传完整"),
        (b"\xff\xd8\xff\xe0" + zipped(), "没有传完整"),
    ],
    ids=lambda given: given if isinstance(given, str) else f"{len(given)} B",
)
def test_what_is_no_photo_is_refused_by_what_it_is_and_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        picture(data)
    assert sentence in caught.value.sentence
    assert "请" in caught.value.sentence
    assert (caught.value.code, caught.value.field) == ("bad-photo", "photo")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_photo_cut_off_on_the_way_is_refused(form: str, share: float) -> None:
    noise = saved(Image.effect_noise((320, 240), 90).convert("RGB"), form)
    with pytest.raises(Refused):
        picture(noise[: int(len(noise) * share)])


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(
    form=st.sampled_from(FORMATS),
    changes=st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=20),
)
def test_damaged_bytes_end_as_a_photo_or_a_sentence(form: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(encoded(form, (64, 48)))
    for place, value in changes:
        data[place % len(data)] = value
    assert taken_or_refused(bytes(data)) in {"taken", "bad-photo"}


def taken_or_refused(data: bytes) -> str:
    try:
        picture(data)
    except Refused as refused:
        return refused.code
    return "taken"

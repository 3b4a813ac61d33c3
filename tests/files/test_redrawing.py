"""Clips are redrawn by the true detectors; what is drawn here says that they work at all, and nothing of how many faces they miss."""

from __future__ import annotations

import io
from collections.abc import Callable

import av
import numpy as np
import pytest

from liandong.files.film import KEPT_A_SECOND, BadFilm, frames
from liandong.files.redrawing import blurred
from liandong.files.sight import COARSE, Sight, hide
from tests.files.films import SIZE, face, film, pictures, street, where


def found_in(picture: np.ndarray) -> list[tuple[int, int, int, int]]:
    return Sight().faces(np.ascontiguousarray(picture[:, :, ::-1]))


def edges(picture: np.ndarray) -> float:
    """How much neighbouring pixels differ."""
    return float(np.abs(np.diff(picture.astype(int), axis=1)).mean())


def test_a_face_that_walks_and_a_plate_that_drives_are_hidden_in_every_frame() -> None:
    said, _still, made = blurred(film(1.5), 20)
    shown = pictures(made)
    assert len(shown) == said["frames"] == 18
    for number in (0, 7, 17):
        left, top = where(number / 12)
        patch = shown[number][top + 15 : top + 85, left + 15 : left + 75]
        assert edges(patch) < edges(np.asarray(face(96))[15:85, 15:75]) / 2  # eyes, mouth and hair have run into one
        assert found_in(shown[number]) == []
    assert found_in(np.asarray(street(0.5))) != []


def test_what_was_not_to_be_hidden_is_as_it_was() -> None:
    _said, _still, made = blurred(film(0.5), 20)
    before = np.asarray(street(0.25)).astype(int)
    hole = (slice(275, 305), slice(290, 370))
    assert np.abs(pictures(made)[3].astype(int)[hole] - before[hole]).mean() < 6


def test_of_a_box_nothing_finer_than_a_few_colours_is_left() -> None:
    dice = np.random.default_rng(1)
    image = dice.integers(0, 255, (64, 64, 3), dtype=np.uint8)
    other = image.copy()
    other[16:48, 16:48] = np.roll(
        other[16:48, 16:48], 1, axis=0
    )  # a likeness that differs in every pixel but not as a whole
    for picture in (image, other):
        hide(picture, [(16, 16, 48, 48)])
    patch = image[16:48, 16:48].astype(int)
    assert np.abs(patch - other[16:48, 16:48]).max() < 30
    assert np.abs(np.diff(patch, axis=1)).max() < 255 // COARSE


def test_sound_and_what_the_telephone_wrote_are_gone() -> None:
    sent = film(0.5, sound=True, said={"title": "湘A3K596 的车", "comment": "+30.69+104.11/"})
    with av.open(io.BytesIO(sent)) as before:
        assert (len(before.streams.audio), before.metadata["title"]) == (1, "湘A3K596 的车")
    _said, still, made = blurred(sent, 20)
    with av.open(io.BytesIO(made), "r") as after:
        assert [stream.type for stream in after.streams] == ["video"]
        assert after.streams.video[0].codec_context.name == "h264"
        assert set(after.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
    assert "湘A3K596".encode() not in made + still
    assert b"104.11" not in made + still


def test_clips_of_browsers_are_taken_too_and_keep_their_time() -> None:
    said, _still, made = blurred(film(1, a_second=6, form="webm", codec="libvpx"), 20)
    assert (said["frames"], said["seconds"]) == (6, pytest.approx(5 / 6, abs=0.01))
    with av.open(io.BytesIO(made), "r") as after:
        assert [round(float(frame.time or 0), 1) for frame in after.decode(video=0)] == [0.0, 0.2, 0.3, 0.5, 0.7, 0.8]


def test_of_many_frames_and_large_pictures_only_so_much_is_kept() -> None:
    kept = list(frames(film(0.5, a_second=60, size=(1280, 720)), 20))
    assert len(kept) == KEPT_A_SECOND // 2
    assert kept[0].image.shape == (540, 960, 3)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        pytest.param(lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no-film", id="a playlist that names a file"),
        pytest.param(lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "no-film", id="a list of files"),
        pytest.param(lambda: b"GIF89a" + bytes(100), "no-film", id="a moving picture"),
        pytest.param(lambda: b"\x00\x00\x00\x18ftypisom" + bytes(100), "broken", id="a head alone"),
        pytest.param(lambda: film(1)[: len(film(1)) // 2], "broken", id="half of a clip"),
        pytest.param(lambda: film(3), "too-long", id="longer than it may be"),
        pytest.param(lambda: film(3, form="webm", codec="libvpx", options={"live": "1"}), "too-long", id="longer than its head says"),
        pytest.param(lambda: film(0.1, size=(4608, 2592)), "too-large", id="larger than 4K"),
        pytest.param(lambda: film(0.5, codec="mpeg2video"), "no-film", id="a codec that no telephone writes"),
    ],
)  # fmt: skip
def test_what_is_no_clip_or_too_much_of_one_is_refused(sent: Callable[[], bytes], why: str) -> None:
    with pytest.raises(BadFilm, match=why):
        list(frames(sent(), 2))


def test_a_drawn_street_is_as_large_as_it_says() -> None:
    assert street(0).size == SIZE

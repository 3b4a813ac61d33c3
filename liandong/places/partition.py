"""Dividing a net of neighbouring cells into connected parts of wanted sizes, by repeated halving.

Halving across the longer side keeps parts compact; what a cut leaves disconnected changes sides, so that
every part is in one piece.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Net = Mapping[int, set[int]]
"""Which cells touch which, by number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part to be made: its code, its share of the cells (any positive number), and where it should lie.

    `wish` is (x, y) on the cells' plane; parts without one are laid out in the order given.
    """

    code: str
    share: float
    wish: tuple[float, float] | None = None


def divided(cells: Sequence[int], centres: NDArray[Any], net: Net, parts: Sequence[Part]) -> dict[str, list[int]]:
    """Connected cells for each part, sizes close to the shares; `centres` is (cells, 2), any plane.

    `cells` must be connected in `net` and at least as many as the parts.
    """
    if len(parts) == 1:
        return {parts[0].code: sorted(cells)}
    axis = _long_axis(centres[list(cells)])
    ordered = _along(parts, axis)
    half = _middle([part.share for part in ordered])
    first, second = ordered[:half], ordered[half:]
    wanted = sum(part.share for part in first) / sum(part.share for part in parts)
    count = min(max(round(len(cells) * wanted), len(first)), len(cells) - len(second))
    line = sorted(cells, key=lambda cell: (float(centres[cell] @ axis), cell))
    near, far = _in_one_piece(line[:count], line[count:], net)
    return {**divided(near, centres, net, first), **divided(far, centres, net, second)}


def pieces(cells: Sequence[int], net: Net) -> list[list[int]]:
    """The connected pieces of some cells, largest first."""
    left, found = set(cells), []
    for start in sorted(cells):
        if start not in left:
            continue
        left.discard(start)
        piece, edge = [start], [start]
        while edge:
            reached = net[edge.pop()] & left
            left -= reached
            piece.extend(sorted(reached))
            edge.extend(sorted(reached))
        found.append(piece)
    return sorted(found, key=len, reverse=True)


def _long_axis(points: NDArray[Any]) -> NDArray[Any]:
    """The direction in which points spread the most, pointing east (or north)."""
    if len(points) < 2:
        return np.array([1.0, 0.0])
    _, vectors = np.linalg.eigh(np.cov(points.T))
    axis: NDArray[Any] = vectors[:, -1]
    return axis if axis[int(np.argmax(np.abs(axis)))] > 0 else -axis


def _along(parts: Sequence[Part], axis: NDArray[Any]) -> list[Part]:
    if any(part.wish is None for part in parts):
        return list(parts)
    return sorted(parts, key=lambda part: (float(np.array(part.wish) @ axis), part.code))


def _middle(shares: Sequence[float]) -> int:
    """After how many parts the halves are most alike; never 0, never all."""
    sums = list(accumulate(shares))
    return min(range(1, len(shares)), key=lambda at: abs(2 * sums[at - 1] - sums[-1]))


def _in_one_piece(near: Sequence[int], far: Sequence[int], net: Net) -> tuple[list[int], list[int]]:
    """Moves what is cut off to the other side: what is not joined to its own side touches the other."""
    main, *crumbs = pieces(near, net)
    far = [*far, *(cell for crumb in crumbs for cell in crumb)]
    other, *crumbs = pieces(far, net)
    return [*main, *(cell for crumb in crumbs for cell in crumb)], other

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.places.partition import Part, divided, pieces


def lattice(width: int, height: int) -> tuple[np.ndarray, dict[int, set[int]]]:
    """A board of cells with its net: each cell touches the cells beside, above and below."""
    centres = np.array([(x, y) for y in range(height) for x in range(width)], dtype=float)
    near = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    net = {
        y * width + x: {(y + dy) * width + x + dx for dx, dy in near if 0 <= x + dx < width and 0 <= y + dy < height}
        for y in range(height)
        for x in range(width)
    }
    return centres, net


@given(
    width=st.integers(4, 12),
    height=st.integers(4, 12),
    shares=st.lists(st.floats(0.5, 2), min_size=1, max_size=8),
    removed=st.sets(st.integers(0, 143), max_size=30),
)
def test_every_part_is_in_one_piece_and_every_cell_in_one_part(
    width: int, height: int, shares: list[float], removed: set[int]
) -> None:
    centres, net = lattice(width, height)
    cells = pieces([cell for cell in net if cell not in removed], net)[0]
    own = {cell: net[cell] & set(cells) for cell in cells}
    parts = [Part(f"{at:03d}", share) for at, share in enumerate(shares)]
    if len(cells) < len(parts) * 6:
        return
    found = divided(cells, centres, own, parts)
    assert sorted(cell for members in found.values() for cell in members) == sorted(cells)
    assert all(len(pieces(members, own)) == 1 for members in found.values())


def test_sizes_follow_the_shares() -> None:
    centres, net = lattice(12, 10)
    found = divided(range(120), centres, net, [Part("a", 1), Part("b", 2), Part("c", 3)])
    assert {code: len(members) for code, members in found.items()} == {"a": 20, "b": 40, "c": 60}


def test_parts_lie_where_they_wish() -> None:
    centres, net = lattice(12, 4)
    found = divided(range(48), centres, net, [Part("east", 1, (11, 2)), Part("west", 1, (0, 2))])
    assert centres[found["west"]].mean(axis=0)[0] < centres[found["east"]].mean(axis=0)[0]


def test_pieces_come_largest_first() -> None:
    _, net = lattice(5, 1)
    assert pieces([0, 1, 3], net) == [[0, 1], [3]]

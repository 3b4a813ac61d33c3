"""Which messages speak of one matter: one problem at one place.

Average linkage over `likeness` makes a tree, so that no chain of neighbours holds a matter together. The tree is then read
from its root: a branch is one matter when its messages, taken all with all, speak of one thing and share a name. What is not
falls apart into its two halves, down to single messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from liandong.insight.likeness import FLOOR, Likeness, parts

ONE_TOPIC: Final = 0.6
ONE_NAME: Final = 0.38
"""Least mean likeness by topic and by name between the messages of one matter."""
ONE_PLACE: Final = 0.3
SURELY_ONE_TOPIC: Final = 0.72
BELONGS: Final = 0.42
STAYS_TOPIC: Final = 0.5
"""Least mean likeness of one message to the others of its matter, over all and by topic."""
Part = NDArray[np.intp]


def matters(found: Likeness, count: int) -> list[list[int]]:
    """The numbers of the messages of each matter, largest matters first."""
    groups = [sorted(group.tolist()) for part in parts(found, count) for group in split(found, part)]
    return sorted(groups, key=lambda group: (-len(group), group))


def split(found: Likeness, part: Part) -> Iterator[Part]:
    """One part of the messages cut into matters."""
    from scipy.cluster.hierarchy import linkage, to_tree  # takes a while to import, and only this job needs it
    from scipy.spatial.distance import squareform  # as above

    if len(part) == 1:
        yield part
        return
    apart = 1 - found.alike(part, part).astype(np.float64)
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0)
    branches = [to_tree(linkage(squareform(apart, checks=False), "average"))]
    while branches:
        branch = branches.pop()
        leaves = part[np.array(branch.pre_order())]
        if len(leaves) == 1 or (branch.dist <= 1 - FLOOR and one_matter(found, leaves)):
            yield from belonging(found, leaves)
        else:
            branches += [branch.get_left(), branch.get_right()]


def one_matter(found: Likeness, these: Part) -> bool:
    """True when the messages speak of one thing at one place, taken all with all.

    Where they share a name but no place, such as the line of a railway, what they speak of must be all the more one.
    """
    topic, name = mean(found.by_topic(these, these)), mean(found.by_name(these, these))
    if topic < ONE_TOPIC or name < ONE_NAME:
        return False
    return topic >= SURELY_ONE_TOPIC or mean(found.by_place(these, these)) >= ONE_PLACE


def mean(square: Any) -> float:
    """The mean of a square without its diagonal."""
    side = len(square)
    return float((square.sum() - np.trace(square)) / (side * (side - 1)))


def belonging(found: Likeness, these: Part) -> Iterator[Part]:
    """The messages of a matter; one that is too unlike the others stands alone."""
    left = these
    while len(left) > 2:
        topics, both = found.by_topic(left, left), found.alike(left, left)
        worth = np.minimum(others(topics) - (STAYS_TOPIC - BELONGS), others(both))
        worst = int(worth.argmin())
        if worth[worst] >= BELONGS:
            break
        yield left[worst : worst + 1]
        left = np.delete(left, worst)
    yield left


def others(square: Any) -> Any:
    """The mean likeness of each to the others."""
    return (square.sum(axis=1) - square.diagonal()) / (len(square) - 1)

"""A process of its own in which a clip or a photo is read and redrawn, away from the database, the disk and the vault.

    python -m liandong.files.blurring blur|probe SECONDS   < the clip    > what came of it
    python -m liandong.files.blurring faces|all 0          < the photo   > what came of it

It answers with a line of JSON and, for "blur", the bytes of a still picture and of the film behind it, for a photo its own. It ends with 3 where
the clip is not taken: `{"refused": word}`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Sequence
from typing import Final

CPU_SECONDS: Final = {"probe": 10, "blur": 400, "faces": 60, "all": 60}
MEMORY: Final = 4 * 1024**3
"""Bytes of address space."""
REFUSED: Final = 3


def limited(mode: str) -> None:
    """Binds this process before it touches the clip: time, memory, no file written, few opened."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS[mode]), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    if mode == "blur":
        os.nice(10)  # nobody stands and waits for it, as for the others


def main(words: Sequence[str]) -> int:
    mode, most_seconds = words[0], float(words[1])
    limited(mode)
    # Late, because the large libraries under it are to be loaded under the limits as well.
    from liandong.files.film import BadFilm
    from liandong.files.redrawing import blurred, probed, without_faces, without_writing_too

    try:
        does = {"probe": probed, "blur": blurred, "faces": without_faces, "all": without_writing_too}[mode]
        said, still, film = does(sys.stdin.buffer.read(), most_seconds)
    except BadFilm as bad:
        sys.stdout.write(json.dumps({"refused": str(bad)}))
        return REFUSED
    line = json.dumps({**said, "still": len(still)}).encode()
    sys.stdout.buffer.write(line + b"\n" + still + film)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

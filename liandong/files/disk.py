"""Where photos and clips lie: in folders of two levels, so that none grows beyond what people and backups can handle.

A name is there only with all of its bytes behind it: they are written under another name, made durable, and
renamed. A crash leaves at most a file that no row knows; the sweep finds it a day later.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

SEALED: Final = ".sealed"


def name_for(photo: uuid.UUID) -> str:
    """The path of a photo below the root: 1f/c3/1fc3….jpg."""
    return f"{photo.hex[:2]}/{photo.hex[2:4]}/{photo.hex}.jpg"


def clip_name(clip: uuid.UUID) -> str:
    """The path of a clip that may be seen."""
    return name_for(clip).removesuffix(".jpg") + ".mp4"


def sealed_name(clip: uuid.UUID) -> str:
    """The path of a clip as it was sent, sealed, until it is redrawn."""
    return name_for(clip).removesuffix(".jpg") + SEALED


def thumbnail_name(name: str) -> str:
    """The path of a photo's thumbnail, or of a clip's still picture, from its own."""
    return name.rpartition(".")[0] + ".small.jpg"


def names_of(file: uuid.UUID) -> set[str]:
    """All paths at which something of a file can lie."""
    return {name_for(file), thumbnail_name(name_for(file)), clip_name(file), sealed_name(file)}


def file_in(name: str) -> uuid.UUID | None:
    """Which file a path below the root belongs to; None for a path that is none of ours."""
    try:
        file = uuid.UUID(hex=name.rpartition("/")[2].partition(".")[0])
    except ValueError:
        return None
    return file if name in names_of(file) else None


def write(root: Path, name: str, data: bytes) -> None:
    """Writes a file durably below the root, whole or not at all."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(root: Path, name: str) -> None:
    """Removes a file if it is there."""
    (root / name).unlink(missing_ok=True)


def older_than(root: Path, before: datetime) -> Iterator[str]:
    """The paths below the root of all files last written before an instant."""
    for path in sorted(root.glob("*/*/*")):
        try:
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue
        if written_at < before:
            yield path.relative_to(root).as_posix()

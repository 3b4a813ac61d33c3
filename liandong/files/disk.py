"""Where photos lie: in folders of two levels, so that none grows beyond what people and backups can handle.

A name is there only with all of its bytes behind it: they are written under another name, made durable, and
renamed. A crash leaves at most a file that no row knows; the sweep finds it a day later.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path


def name_for(photo: uuid.UUID) -> str:
    """The path of a photo below the root: 1f/c3/1fc3….jpg."""
    return f"{photo.hex[:2]}/{photo.hex[2:4]}/{photo.hex}.jpg"


def thumbnail_name(name: str) -> str:
    """The path of a photo's thumbnail, from the photo's own."""
    return name.removesuffix(".jpg") + ".small.jpg"


def photo_in(name: str) -> uuid.UUID | None:
    """Whose photo or thumbnail a path below the root is; None for a file that is neither."""
    stem = name.rpartition("/")[2].removesuffix(".jpg").removesuffix(".small")
    try:
        photo = uuid.UUID(hex=stem)
    except ValueError:
        return None
    return photo if name in {name_for(photo), thumbnail_name(name_for(photo))} else None


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

"""Compiles the catalogues of translations; Django reads only the compiled form, which is not kept in the project."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> list[Path]:
    """Writes django.mo beside every django.po that is newer, and returns what was written."""
    written = []
    for source in folder.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        part = target.with_suffix(".part")
        with part.open("wb") as binary:
            write_mo(binary, catalogue)
        part.replace(target)
        written.append(target)
    return written

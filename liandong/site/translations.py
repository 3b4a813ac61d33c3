"""Compiles the catalogues of translations, since Django reads only the compiled form, which is not kept in the project; and keeps
what they said."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.trans_real import translation

SENTENCES: Final = 8192


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


def remember_said(language: str) -> None:
    """Lets a language of this process remember its sentences. A page says five hundred of them, and Django looks each up in the
    catalogues of all packages, one after the other."""
    spoken = translation(language)
    spoken.gettext = lru_cache(SENTENCES)(spoken.gettext)  # type: ignore[method-assign]  # of this one object

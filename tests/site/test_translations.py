"""The catalogues that come out of the sources, and what is remembered of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import gettext, override, trans_real

from liandong.site.translations import compile_catalogues, remember_said

ENGLISH = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "网格"\nmsgstr "Grid"\n'


def test_a_catalogue_is_compiled_when_its_source_is_newer(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(ENGLISH, encoding="utf-8")
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []


def test_what_was_said_once_is_said_again_without_looking_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    english = trans_real.translation("en")
    looked: list[str] = []
    found = english.gettext

    def noted(message: str) -> str:
        looked.append(message)
        return found(message)

    monkeypatch.setattr(english, "gettext", noted)
    remember_said("en")
    with override("en"):
        assert {gettext("网格") for _ in range(3)} == {found("网格")} != {"网格"}
    with override("zh-hans"):
        assert gettext("网格") == "网格"
    assert looked == ["网格"]

"""The files by which a telephone keeps the field app: small, whole, and without anybody in them."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from liandong.faces.field.pages import SHELL, WORKER
from liandong.faces.shared.installable import built

pytestmark = pytest.mark.django_db
MOST_SCRIPT = 200_000


def test_the_script_of_the_first_load_is_under_200_kb_and_imports_nothing() -> None:
    page = Client().get("/field/").content.decode()
    scripts = re.findall(r'<script[^>]*src="/static/([^"]+)"', page)
    assert scripts == ["field.js"]
    code = [built(name) for name in (*scripts, WORKER)]
    assert sum(map(len, code)) < MOST_SCRIPT
    assert not re.search(rb"(^|;)import[\s{*]|\bimport\(", b";".join(code))


def test_the_page_is_the_same_for_everybody_and_runs_under_the_strict_policy() -> None:
    answer = Client().get("/field/")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page)
    assert answer.cookies["csrftoken"].value


def test_the_worker_keeps_every_file_that_the_page_names_and_changes_its_version_with_them() -> None:
    answer = Client().get("/field/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    first, _, code = answer.content.decode().partition(";\n")
    kept = json.loads(first.removeprefix("self.KEPT = "))
    page = Client().get("/field/").content.decode()
    assert {f"/static/{name}" for name in SHELL} == set(kept["files"])
    assert set(re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)) <= set(kept["files"])
    assert re.fullmatch(r"[0-9a-f]{12}", kept["version"])
    assert code.encode() == built(WORKER)


def test_the_manifest_makes_it_installable_in_both_languages() -> None:
    for language, name in (("zh-hans", "联动·现场"), ("en", "liandong field")):
        said = Client(headers={"Accept-Language": language}).get("/field/manifest.webmanifest").json()
        assert (said["name"], said["display"], said["start_url"], said["scope"]) == (
            name,
            "standalone",
            "/field/",
            "/field/",
        )
        assert {icon["sizes"] for icon in said["icons"]} == {"192x192", "512x512"}
        assert all(built(icon["src"].removeprefix("/static/")).startswith(b"\x89PNG") for icon in said["icons"])

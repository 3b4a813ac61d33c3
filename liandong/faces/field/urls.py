"""The field app's addresses, mounted at /field/."""

from __future__ import annotations

from django.urls import path

from liandong.faces.field import pages

urlpatterns = [
    path("", pages.page, name="field"),
    path("manifest.webmanifest", pages.manifest, name="field-manifest"),
    path("worker.js", pages.worker, name="field-worker"),
]

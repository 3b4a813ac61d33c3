"""The table of addresses."""

from __future__ import annotations

from django.urls import include, path

from liandong.site.health import healthz

urlpatterns = [
    path("api/v1/", include("liandong.faces.api.urls")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
]

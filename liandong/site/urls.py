"""The table of addresses."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from liandong.faces.api.exchange import messages
from liandong.faces.api.letters import letters
from liandong.faces.api.oauth import metadata
from liandong.faces.api.telephony import events
from liandong.site.health import healthz

urlpatterns = [
    path("api/v1/", include("liandong.faces.api.urls")),
    path("open311/v2/", include("liandong.faces.api.open311")),
    path("exchange/v1/<str:partner>/messages", messages, name="exchange-messages"),
    path(".well-known/oauth-authorization-server", metadata, name="oauth-metadata"),
    path("letters/v1/<str:inlet>", letters, name="letters"),
    path("telephony/v1/events", events, name="telephony-events"),
    path("simulated/", include("liandong.site.demo.phones")),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("liandong.faces.desk.doors")),
    path("language", set_language, name="set_language"),
    path("desk/", include("liandong.faces.desk.urls")),
    path("field/", include("liandong.faces.field.urls")),
    path("hotline/", include("liandong.faces.hotline.urls")),
    path("", include("liandong.faces.resident.urls")),
]

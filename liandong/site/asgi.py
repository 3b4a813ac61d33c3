"""The ASGI application: only the stream of changes. Pages and API are served by WSGI, which is faster for them."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
django.setup()

from liandong.faces.desk.live.stream import Live  # noqa: E402  (its models can be imported only now)
from liandong.faces.hotline import live  # noqa: E402

application = Live(others={live.CHANNEL: live.parsed})

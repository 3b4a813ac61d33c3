"""The WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
served = get_wsgi_application()

from liandong.faces.api.door import door  # noqa: E402  (its models can be imported only now)

application = door(served)

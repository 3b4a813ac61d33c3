"""The WSGI application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
served = get_wsgi_application()

from liandong.faces.api.door import door  # noqa: E402  (its models can be imported only now)

application = door(served)

# What is loaded by now stays. Looked through for garbage at every tenth page it would cost some of them 100 ms.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)

"""The WSGI application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
served = get_wsgi_application()

from django.conf import settings  # noqa: E402  (nothing is configured before)

from liandong.faces.api.door import door  # noqa: E402  (its models can be imported only now)
from liandong.site.translations import remember_said  # noqa: E402

application = door(served)
for language, _ in settings.LANGUAGES:
    remember_said(language)

# What is loaded by now stays. Looked through for garbage at every tenth page it would cost some of them 100 ms.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)

"""A throw-away database with the demo district's ground, for one bench in a process of its own."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from liandong.kernel.clock import now
from liandong.site import embedded
from liandong.site.postgres import Cluster, cluster


@contextmanager
def district() -> Iterator[Cluster]:
    """A durable cluster with the product's own settings, migrated, with map, kinds, rules, units and people.

    Names the settings' database and data folder in the environment, so it can be entered once in a process. What was
    in it is gone afterwards.
    """
    folder = Path(tempfile.mkdtemp(prefix="liandong-bench-"))
    folder.chmod(0o711)  # the account that runs PostgreSQL for root walks through it
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
    os.environ["LIANDONG_DEMO"] = "1"
    server = cluster(embedded.data_folder(str(folder)))
    try:
        embedded.started(server)
        prepare()
        yield server
    finally:
        connections.close_all()
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
        shutil.rmtree(server.sockets, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def prepare() -> None:
    """Makes the tables, loads the ground and trains the demo's classifier: intake is measured with all of its work."""
    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    # The ground's module brings the models, which wait for the settings.
    from liandong.site.demo.base import load_base
    from liandong.site.demo.training import train_model

    load_base(now(), lambda _step: None)
    train_model()

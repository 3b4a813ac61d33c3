"""Secrets of inlets lie with the other keys that both sides know, under the same seal, so that two may count at a time."""

from django.db import migrations

MOVED = """
INSERT INTO access_sharedkey (holder, sealed, hint, created_at, used_at)
SELECT 'inlet:' || code, secrets, '', created_at, created_at FROM letters_inlet
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_publications"), ("access", "0005_shared_keys")]

    operations = [migrations.RunSQL(MOVED, migrations.RunSQL.noop), migrations.RemoveField("inlet", "secrets")]

"""Keys that partners gave us lie with the other keys that both sides know, under the same seal."""

from django.db import migrations

MOVED = """
INSERT INTO access_sharedkey (holder, sealed, hint, used_at)
SELECT 'partner:' || code, given_key, '', now() FROM exchange_partner WHERE given_key IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_other_cities"), ("access", "0005_shared_keys")]

    operations = [migrations.RunSQL(MOVED, migrations.RunSQL.noop), migrations.RemoveField("partner", "given_key")]

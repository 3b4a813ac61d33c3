from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from liandong.access.queries import vault_key
from liandong.access.vault import sealed
from liandong.channels.mapping import restored
from liandong.channels.reading import person_in, without_person


def seal_people(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  Django gives both
    """Puts who reported of rows that wait already into the vault."""
    rows, identities = apps.get_model("channels", "QuarantinedRow"), apps.get_model("access", "Identity")
    for row in rows.objects.select_related("run").iterator():
        mapping = restored(row.run.mapping)
        box = sealed(person_in(row.raw, mapping), vault_key())
        if box is not None:
            row.identity = identities.objects.create(
                pk=box.id, sealed=box.sealed, masked_name=box.masked_name, masked_phone=box.masked_phone,
                confidential=box.confidential, created_at=row.at,
            )  # fmt: skip
        row.raw = without_person(row.raw, mapping)
        row.save(update_fields=["raw", "identity"])


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial"), ("access", "0003_keys_and_tokens")]

    operations = [
        migrations.AddField(
            "quarantinedrow", "identity",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="access.identity"),
        ),
        migrations.RunPython(seal_people, migrations.RunPython.noop),
    ]  # fmt: skip

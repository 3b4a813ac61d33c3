"""The contacts of some of the demo's communities. Their numbers are made up and belong to nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from liandong.community.actions import add_contact
from liandong.site.demo.life_desks import seated

CONTACTS: Final = (
    ("510108012002", "院落长", "Courtyard head", "028-96966,2101", "19900000101"),
    ("510108012002", "消防志愿者", "Fire volunteer", "028-96966,2102", "19900000102"),
    ("510108012001", "院落长", "Courtyard head", "028-96966,2103", "19900000103"),
    ("510108012003", "社区安全员", "Community safety officer", "028-96966,2104", ""),
)
"""Community, public name of the role in two languages, relay number, own number."""


def keep_contacts(now: datetime) -> None:
    """Adds them; a second start adds none again."""
    for area, name, name_en, relay, phone in CONTACTS:
        add_contact(
            area, name, name_en, relay, phone, by=seated("0201", "supervisor"), now=now, key=f"demo:contact:{relay}"
        )

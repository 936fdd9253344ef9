"""The register of processing: written activities, and facts read from the rooms themselves, so that it cannot lie."""

from __future__ import annotations

from datetime import date

from django.apps import apps

from motcua.foundation.consent import api as consent
from motcua.kernel.text import fold
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.kit.rooms import RoomConfig
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.contracts.register import Activity, PurposeFact, TableFact
from motcua.services.privacy.queries import recipients

_CIPHERTEXT = (EncryptedTextField, EncryptedJSONField)


def activities(*, on: date, query: str = "") -> tuple[Activity, ...]:
    """All activities with their purposes in force on that day; with ``query`` those in which every word occurs."""
    purposes = {
        p.code: PurposeFact(code=p.code, name_vi=p.name_vi, name_en=p.name_en, ground=p.ground.value, citation=p.citation)
        for p in consent.purposes(on=on)
    }
    tables, receivers = table_facts(), recipients.recipients()
    found = []
    for row in carried.load("activities"):
        vi, en = row["vi"], row["en"]
        found.append(
            Activity(
                key=row["key"], name_vi=vi["name"], name_en=en["name"], subjects_vi=vi["subjects"], subjects_en=en["subjects"],
                recipients_vi=vi["recipients"], recipients_en=en["recipients"], since=row["since"], needs_impact=row["impact"],
                purposes=tuple(purposes[c] for c in row["purposes"] if c in purposes),
                tables=tuple(t for t in tables if t.room in row["rooms"]),
                receivers=tuple(r for r in receivers if r.room in row["rooms"]),
            )
        )  # fmt: skip
    words = fold(query).split()
    return tuple(a for a in found if all(w in _text(a) for w in words))


def table_facts() -> tuple[TableFact, ...]:
    """Every table of every room that is switched on, as its model declares it."""
    found = []
    for config in apps.get_app_configs():
        if not isinstance(config, RoomConfig):
            continue
        for model in config.get_models():
            if issubclass(model, Base):
                known = model._meta  # noqa: SLF001 - Django's documented interface
                found.append(
                    TableFact(
                        room=config.label, room_name=str(config.verbose_name), table=known.db_table, name=str(known.verbose_name),
                        retention=model.RETENTION, personal=tuple(model.PERSONAL),
                        encrypted=tuple(n for n in model.PERSONAL if isinstance(known.get_field(n), _CIPHERTEXT)),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda t: (t.room, t.table)))


def uncovered() -> tuple[str, ...]:
    """Rooms with personal data that no activity names; empty when the register is complete."""
    named = {room for row in carried.load("activities") for room in row["rooms"]}
    return tuple(sorted({t.room for t in table_facts() if t.personal} - named))


def _text(a: Activity) -> str:
    tables = (f"{t.table} {t.name}" for t in a.tables)
    receivers = (f"{r.name_vi} {r.what_vi}" for r in a.receivers)
    return fold(" ".join([a.name_vi, a.name_en, a.subjects_vi, a.recipients_vi, *(p.name_vi for p in a.purposes), *tables, *receivers]))

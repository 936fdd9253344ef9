import json

from motcua.foundation.outbox import api as outbox
from motcua.kernel import events
from motcua.kit import rooms
from tests.architecture import house

SNAPSHOT = house.ROOT / "docs" / "reference" / "events.json"


def current():
    labels = {room.name for room in rooms.discover()}
    kinds = [k for k in events.REGISTRY.values() if k.room in labels and ".tests" not in k.cls.__module__]
    return {k.name: {"stream": k.stream_field, "pii": k.pii, "fields": events.schema_of(k)} for k in sorted(kinds, key=lambda k: k.name)}


def changed(published, now):
    """Published versions that changed or went away, and versions that were never published."""
    faults = [f"{name}: a published version changed or went away" for name, schema in published.items() if now.get(name) != schema]
    return faults + [f"{name}: not in the snapshot (make docs)" for name in now if name not in published]


def test_published_event_versions_never_change():
    assert not changed(json.loads(SNAPSHOT.read_text()), current())


def test_a_planted_change_is_found():
    published = {"a.b.c.v1": {"fields": {"x": "int"}}}
    assert changed(published, {"a.b.c.v1": {"fields": {"x": "str"}}})
    assert changed(published, {**published, "a.b.d.v1": {}})
    assert not changed(published, published)


def test_events_carry_personal_data_only_when_they_say_so():
    suspicious = {"full_name", "personal_number", "phone", "email", "address", "born_on", "payer_name"}
    named_units = {"units.unit.recorded.v1"}  # the full name of a unit is no person's
    found = {name for name, k in current().items() if not k["pii"] and suspicious & set(k["fields"])}
    assert found <= named_units


def test_handlers_belong_to_a_room_and_are_named_for_it():
    labels = {room.name for room in rooms.discover()}
    assert not [name for name in outbox.HANDLERS if name.split(".")[0] not in labels | {"sample"}]

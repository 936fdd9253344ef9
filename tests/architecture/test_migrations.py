import re

import pytest
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from motcua.kit import rooms

DATA = (migrations.RunPython,)
REMOVALS = (migrations.RemoveField, migrations.DeleteModel)


def own():
    labels = {room.name for room in rooms.discover()}
    return {key: m for key, m in MigrationLoader(None).disk_migrations.items() if key[0] in labels}


def faults(key, migration):
    found = []
    if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", key[1]) or "_auto_" in key[1] or key[1].endswith("_initial"):
        found.append(f"{key}: unnamed")
    kinds = {isinstance(op, DATA) for op in migration.operations}
    if kinds == {True, False}:
        found.append(f"{key}: schema and data together")
    if any(isinstance(op, REMOVALS) for op in migration.operations) and not getattr(migration, "unused_since", ""):
        found.append(f"{key}: removes something without saying since which release it is unused (unused_since)")
    return found


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named_and_apart():
    assert not [fault for key, migration in own().items() for fault in faults(key, migration)]


def test_planted_faults_are_found():
    class Planted(migrations.Migration):
        operations = [migrations.RunPython(lambda *_: None), migrations.DeleteModel("x")]

    assert len(faults(("units", "0002_auto_20260101"), Planted("0002", "units"))) == 3


def test_each_room_has_one_line_of_migrations():
    leaves = {}
    for app, _ in MigrationLoader(None).graph.leaf_nodes():
        leaves[app] = leaves.get(app, 0) + 1
    assert not [app for app, number in leaves.items() if number > 1]

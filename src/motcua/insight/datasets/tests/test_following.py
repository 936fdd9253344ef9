"""From the outbox to a number."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.foundation.units import api as units
from motcua.insight.datasets import api as datasets
from motcua.insight.datasets import conf, testing
from motcua.kernel.actors import ANONYMOUS, SYSTEM
from motcua.platform.casework import events as casework

NOW = testing.MONDAY


def submitted(number=1):
    return casework.DossierSubmitted(
        dossier_id=uuid4(), dossier_code=f"H24.113.29-{number}", procedure_code="1.001193", field="Hộ tịch", unit_code="11329", at=NOW,
        channel=2, online=True, party_kind=1,
    )


def publish(number=1):
    with transaction.atomic():
        outbox.publish(event=submitted(number), now=NOW, actor=SYSTEM)
    drain_all()


def count():
    return datasets.query(sql="SELECT sum(submitted) FROM gold.dossier_daily", actor=SYSTEM, now=NOW).rows[0][0]


@pytest.mark.django_db(transaction=True)
def test_an_event_becomes_a_number_and_its_row():
    publish()
    done = datasets.refresh(now=NOW)
    assert (done.events, done.failures) == (1, ())
    assert "gold.dossier_daily" in done.changed
    found = datasets.query(sql="SELECT dossier_code FROM gold.dossier_fact WHERE submitted_on = $day", params={"day": NOW.date()}, actor=SYSTEM, now=NOW)
    assert found.rows == (("H24.113.29-1",),)
    assert found.snapshot == done.snapshot == datasets.latest_snapshot().id


@pytest.mark.django_db(transaction=True)
def test_small_batches_miss_nothing(monkeypatch):
    monkeypatch.setattr(conf, "BATCH", 2)
    for number in range(5):
        publish(number)
    assert datasets.refresh(now=NOW).events == 5
    assert count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_lost_folder_is_made_anew_from_the_outbox():
    publish(1)
    publish(2)
    datasets.refresh(now=NOW)
    from motcua.insight.datasets.adapters.lake import engine

    for layer in ("bronze", "silver", "gold"):
        shutil.rmtree(engine().root / layer)
    call_command("lakehouse", "replay", stdout=StringIO())
    assert count() == 2
    assert datasets.health().ok


@pytest.mark.django_db(transaction=True)
def test_an_idle_refresh_changes_nothing():
    publish()
    first = datasets.refresh(now=NOW)
    again = datasets.refresh(now=NOW + timedelta(minutes=1))
    assert (again.events, again.changed, again.snapshot) == (0, (), first.snapshot)


@pytest.mark.django_db(transaction=True)
def test_a_number_can_be_asked_again_as_of_its_snapshot():
    publish(1)
    old = datasets.refresh(now=NOW).snapshot
    publish(2)
    datasets.refresh(now=NOW)
    asked = datasets.query(sql="SELECT sum(submitted) FROM gold.dossier_daily", snapshot=old, actor=SYSTEM, now=NOW)
    assert (asked.rows, count()) == (((1,),), 2)
    assert datasets.snapshot(snapshot_id=old).tables["gold.dossier_daily"]


@pytest.mark.django_db(transaction=True)
def test_listeners_hear_of_a_new_snapshot_only():
    settings = connection.settings_dict
    dsn = psycopg.conninfo.make_conninfo(host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"], dbname=settings["NAME"])
    with psycopg.connect(dsn, autocommit=True) as listening:
        listening.execute(f"LISTEN {datasets.LIVE_CHANNEL}")
        publish()
        done = datasets.refresh(now=NOW)
        datasets.refresh(now=NOW)
        heard = [json.loads(n.payload) for n in listening.notifies(timeout=0.5)]
    assert heard == [{"snapshot": done.snapshot}]


@pytest.mark.django_db
def test_units_have_a_name_in_each_period_of_their_code():
    units.load_reference(now=NOW)
    datasets.refresh(now=NOW)
    found = datasets.query(sql="SELECT code, valid_from, count(*) AS n FROM gold.unit GROUP BY 1, 2", actor=ANONYMOUS, now=NOW)
    assert {row[2] for row in found.rows} == {1}
    assert len(found.rows) > 114 + 300
    name = datasets.query(sql="SELECT name FROM gold.unit WHERE code = '11329' AND valid_to IS NULL", actor=ANONYMOUS, now=NOW)
    assert name.rows == (("Phường Ngô Quyền",),)


@pytest.mark.django_db
def test_unknown_snapshot_and_table():
    for call in (lambda: datasets.snapshot(snapshot_id="beef"), lambda: datasets.keep(snapshot_id="beef", reason="x")):
        with pytest.raises(datasets.SnapshotUnknown):
            call()
    with pytest.raises(datasets.TableUnknown):
        datasets.table(name="gold.nosuch")
    assert datasets.latest_snapshot() is None


@pytest.mark.django_db
def test_tables_tell_where_each_column_comes_from():
    table = datasets.table(name="gold.dossier_fact")
    on_time = next(c for c in table.columns if c.name == "on_time")
    assert on_time.sources == ("silver.dossier.timeliness",)
    assert table.ancestors[-1] == "bronze.events"
    assert {t.layer for t in datasets.tables()} == {"bronze", "silver", "gold"}


@pytest.mark.django_db
def test_the_catalogue_in_postgresql_has_the_shape_the_engine_expects(monkeypatch, tmp_path):
    """The migration makes the tables that the engine would make, so the application role needs no right to make tables."""
    import sqlalchemy as sa

    from motcua.insight.datasets.adapters.lake import platform_catalogue
    from motcua.lakehouse import Lake

    schema = f"lake_{uuid4().hex[:8]}"
    uri = platform_catalogue()
    engine = sa.create_engine(uri)
    with engine.begin() as c:
        c.execute(sa.text(f"CREATE SCHEMA {schema}"))
    try:
        Lake(catalogue_uri=f"{uri}?options=-csearch_path%3D{schema}", warehouse=tmp_path).close()
        query = "SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable FROM information_schema.columns WHERE table_schema = %s AND table_name IN ('iceberg_tables', 'iceberg_namespace_properties', 'lake_root', 'lake_snapshot') ORDER BY 1, 2"
        with connection.cursor() as cursor:
            shapes = []
            for where in ("public", schema):
                cursor.execute(query, [where])
                shapes.append(cursor.fetchall())
    finally:
        with engine.begin() as c:
            c.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) == 19


@pytest.mark.django_db
def test_the_command_line_asks_and_checks():
    testing.fill(testing.dossiers(2))
    out = StringIO()
    call_command("lakehouse", "query", "SELECT count(*) AS n FROM gold.dossier_fact", stdout=out)
    call_command("lakehouse", "verify", stdout=out)
    call_command("lakehouse", "care", stdout=out)
    assert "n\n2\n" in out.getvalue()
    with pytest.raises(datasets.QueryRefused):
        call_command("lakehouse", "query", "DROP TABLE x", stdout=out)


@pytest.mark.django_db
def test_a_missing_file_is_found():
    testing.fill(testing.dossiers(1))
    from motcua.insight.datasets.adapters.lake import check_config, engine

    assert "snapshot" in check_config()
    next((engine().root / "gold" / "dossier_fact" / "data").rglob("*.parquet")).unlink()
    with pytest.raises(CommandError):
        call_command("lakehouse", "verify", stdout=StringIO())
    with pytest.raises(RuntimeError, match="files_missing"):
        check_config()

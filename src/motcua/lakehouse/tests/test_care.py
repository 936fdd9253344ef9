"""Snapshots, compaction, sweeping and a warehouse that was moved."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from motcua.lakehouse import testing
from motcua.lakehouse.contracts import SnapshotUnknown, TableUnknown
from motcua.lakehouse.tests.small import events, models

COUNT = "SELECT total FROM gold.counts"


@pytest.fixture
def lake(tmp_path):
    with testing.lake(tmp_path / "lake", models=models()) as lake:
        yield lake


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    (tmp_path / "lake").mkdir()


def grown(lake, steps=4):
    return [lake.ingest(events=events(1 + n), now=testing.MONDAY + timedelta(days=n)).snapshot for n in range(steps)]


def test_every_snapshot_gives_its_own_number_again(lake):
    taken = grown(lake)
    assert [lake.query(COUNT, snapshot=s.id).rows[0][0] for s in taken] == [1, 3, 6, 10]
    assert [s.position for s in lake.snapshots()] == [4, 3, 2, 1]


def test_compaction_changes_files_and_no_number(lake):
    before = grown(lake, 6)[-1]
    rewritten = lake.compact(min_files=3)
    assert "bronze.events" in rewritten
    after = lake.refresh(now=testing.MONDAY).snapshot
    assert after.id != before.id
    assert lake.query(COUNT).rows == lake.query(COUNT, snapshot=before.id).rows == ((21,),)
    assert lake.append(events=events(*range(1, 7))).added == 0
    assert lake.position() == 6


def test_compaction_of_few_files_does_nothing(lake):
    grown(lake, 2)
    assert lake.compact() == ()


def test_a_sweep_forgets_what_nobody_keeps(lake):
    taken = grown(lake, 5)
    lake.keep(taken[0].id, reason="báo cáo 2026")
    swept = lake.sweep(now=testing.MONDAY + timedelta(days=90), newest=1, idle_s=-5)
    assert swept.snapshots > 0
    assert swept.files > 0
    assert lake.query(COUNT, snapshot=taken[0].id).rows == ((1,),)
    assert lake.query(COUNT).rows == ((15,),)
    with pytest.raises(SnapshotUnknown):
        lake.query(COUNT, snapshot=taken[2].id)
    assert lake.verify() == {"events_twice": 0, "files_missing": 0, "personal_in_gold": 0}


def test_a_sweep_leaves_fresh_files_alone(lake):
    grown(lake, 2)
    assert lake.sweep(now=testing.MONDAY + timedelta(days=90), newest=1).files == 0


def test_after_a_sweep_the_models_still_follow(lake):
    grown(lake, 3)
    lake.sweep(now=testing.MONDAY + timedelta(days=90), newest=1, idle_s=-5)
    lake.ingest(events=events(50), now=testing.MONDAY)
    assert lake.query(COUNT).rows == ((56,),)


def test_a_warehouse_restored_elsewhere_works_and_grows(lake, tmp_path):
    first = grown(lake, 2)[0]
    lake.close()
    shutil.move(tmp_path / "lake", tmp_path / "elsewhere")
    with testing.lake(tmp_path / "elsewhere", models=models()) as moved:
        assert moved.query(COUNT, snapshot=first.id).rows == ((1,),)
        moved.ingest(events=events(70), now=testing.MONDAY)
        assert moved.query(COUNT).rows == ((73,),)
        assert moved.verify()["files_missing"] == 0
    assert not (tmp_path / "lake").exists()


def test_keeping_an_unknown_snapshot_is_an_error(lake):
    with pytest.raises(SnapshotUnknown):
        lake.keep("beef", reason="x")


def test_another_reader_of_iceberg_sees_the_same_rows(lake):
    grown(lake, 3)
    table = lake._catalogue._catalogue.load_table("silver.fact")
    assert table.scan().to_arrow().num_rows == 3


def test_manifests_do_not_pile_up(lake):
    grown(lake, 10)
    for name in ("gold.counts", "silver.fact", "silver.thing"):
        table = lake._catalogue.heads()[name].table
        assert len(table.current_snapshot().manifests(table.io)) <= 9


UNITS = [{"code": "11329", "name": "Phường Ngô Quyền", "kind": "commune", "valid_from": date(2025, 7, 1), "valid_to": None}]


def test_reference_rows_are_put_in_once(tmp_path):
    lake = testing.lake(tmp_path)
    assert lake.put(table="gold.unit", rows=UNITS)
    assert not lake.put(table="gold.unit", rows=UNITS)
    snapshot = lake.refresh(now=testing.MONDAY).snapshot
    assert lake.query("SELECT name FROM gold.unit").rows == (("Phường Ngô Quyền",),)
    assert lake.put(table="gold.unit", rows=[])
    lake.refresh(now=testing.MONDAY)
    assert lake.query("SELECT name FROM gold.unit").rows == ()
    assert lake.query("SELECT count(*) FROM gold.unit", snapshot=snapshot.id).rows == ((1,),)


def test_only_given_tables_take_rows(tmp_path):
    with pytest.raises(TableUnknown):
        testing.lake(tmp_path).put(table="gold.dossier_fact", rows=[])

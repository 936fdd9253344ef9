"""Models follow the events: incrementally the same as from the beginning, checked before they are published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.lakehouse import refresh, testing
from motcua.lakehouse.tests.small import COUNTS, events, models


def totals(lake, **kwargs):
    return lake.query("SELECT things, total FROM gold.counts", **kwargs).rows[0]


def test_models_run_in_the_order_of_what_they_read():
    assert [m.name for m in models().ordered] == ["silver.fact", "silver.thing", "gold.counts"]


def test_small_steps_give_the_same_as_one_rebuild(tmp_path):
    lake = testing.lake(tmp_path, models=models())
    for batch in ((1, 2, 3), (4,), (3, 9, 5), (20, 21)):
        lake.ingest(events=events(*batch), now=testing.MONDAY)
    stepwise = totals(lake)
    lake.refresh(now=testing.MONDAY, rebuild=True)
    assert stepwise == totals(lake) == (5, 1 + 2 + 3 + 4 + 9 + 5 + 20 + 21)


def test_only_the_shards_of_changed_keys_are_rewritten(tmp_path):
    lake = testing.lake(tmp_path, models=models())
    lake.ingest(events=events(*range(1, 30)), now=testing.MONDAY)
    before = {f.path for f in lake._catalogue.files(lake._catalogue.heads()["silver.thing"])}
    lake.ingest(events=events(50), now=testing.MONDAY)
    after = {f.path for f in lake._catalogue.files(lake._catalogue.heads()["silver.thing"])}
    assert len(before - after) == len(after - before) == 1 < len(after)


def test_a_tick_without_events_writes_nothing(tmp_path):
    lake = testing.lake(tmp_path, models=models())
    first = lake.ingest(events=events(1), now=testing.MONDAY).snapshot
    for _ in range(3):
        report = lake.refresh(now=testing.MONDAY + timedelta(hours=1))
        assert (report.snapshot, report.changed) == (first, ())
    assert len(lake.snapshots()) == 1


def test_events_of_other_kinds_touch_no_model(tmp_path):
    lake = testing.lake(tmp_path, models=models())
    lake.ingest(events=events(1), now=testing.MONDAY)
    assert lake.ingest(events=[testing.event(2, "x.y.z.v1")], now=testing.MONDAY).changed == ()
    assert lake.ingest(events=events(3), now=testing.MONDAY).changed == ("silver.fact", "silver.thing", "gold.counts")


def test_a_failed_check_keeps_the_last_good_version_and_says_why(tmp_path):
    lake = testing.lake(tmp_path, models=models("{accepted: ['1']}"))
    lake.ingest(events=events(1), now=testing.MONDAY)
    report = lake.ingest(events=events(2), now=testing.MONDAY)
    assert [f.table for f in report.failures] == ["silver.thing"]
    assert "total accepted: 1" in report.failures[0].reason
    assert totals(lake) == (1, 1)


def test_a_failed_model_is_tried_again(tmp_path):
    testing.lake(tmp_path, models=models("{accepted: ['1']}")).ingest(events=events(2), now=testing.MONDAY)
    report = testing.lake(tmp_path, models=models()).refresh(now=testing.MONDAY)
    assert report.failures == ()
    assert "silver.thing" in report.changed


def test_a_changed_model_is_rebuilt_and_the_old_number_stays_askable(tmp_path):
    old = testing.lake(tmp_path, models=models()).ingest(events=events(1, 2), now=testing.MONDAY).snapshot
    changed = COUNTS.replace("COUNT(*) AS things", "CAST(COUNT(*) AS DOUBLE) * 10 AS things")
    lake = testing.lake(tmp_path, models=models(counts=changed))
    lake.refresh(now=testing.MONDAY)
    assert totals(lake) == (20.0, 3)
    assert totals(lake, snapshot=old.id) == (2, 3)


def test_a_new_column_grows_into_the_same_table(tmp_path):
    testing.lake(tmp_path, models=models()).ingest(events=events(1), now=testing.MONDAY)
    wider = COUNTS.replace("  total: {", "  least: {vi: a, en: b}\n  total: {").replace("COUNT(*) AS things,", "COUNT(*) AS things, MIN(total) AS least,")
    lake = testing.lake(tmp_path, models=models(counts=wider))
    lake.refresh(now=testing.MONDAY)
    assert lake.query("SELECT least FROM gold.counts").rows == ((1,),)


def test_a_first_load_in_slices_is_complete(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "SLICE_ROWS", 7)
    lake = testing.lake(tmp_path, models=models())
    for start in range(1, 40, 4):
        lake.append(events=events(*range(start, start + 4)))
    lake.refresh(now=testing.MONDAY)
    assert totals(lake) == (5, sum(range(1, 41)))


@pytest.mark.parametrize("dies_in", ["silver.fact", "silver.thing", "gold.counts"])
def test_a_death_between_two_models_is_made_good(tmp_path, monkeypatch, dies_in):
    lake = testing.lake(tmp_path, models=models())
    lake.ingest(events=events(1, 2), now=testing.MONDAY)
    publish = refresh.Refresher._publish

    def dying(self, model, work, heads):
        if model.name == dies_in:
            raise KeyboardInterrupt
        return publish(self, model, work, heads)

    monkeypatch.setattr(refresh.Refresher, "_publish", dying)
    with pytest.raises(KeyboardInterrupt):
        lake.ingest(events=events(3, 4), now=testing.MONDAY)
    monkeypatch.undo()
    assert totals(testing.lake(tmp_path, models=models())) == (2, 3)
    again = testing.lake(tmp_path, models=models())
    again.refresh(now=testing.MONDAY)
    assert totals(again) == (4, 10)

"""Nothing of a person gets out: small cells are merged, rows cannot be asked for, totals stay complete."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.insight.datasets import api as datasets
from motcua.insight.datasets import testing as warehouse
from motcua.insight.opendata import api as opendata
from motcua.kernel.actors import SYSTEM

NOW = warehouse.MONDAY


def published_rows():
    dataset = opendata.dataset(slug="ho-so-theo-ngay")
    page = opendata.rows(dataset=dataset, search=opendata.Search(limit=1000), now=NOW)
    return [dict(zip([c.name for c in page.columns], row, strict=True)) for row in page.rows]


def test_a_field_with_few_dossiers_is_merged_and_its_qualities_kept_back(filled):
    rows = [r for r in published_rows() if r["unit_code"] == "11329"]
    assert {r["field"] for r in rows} == {"Hộ tịch", "(các lĩnh vực gộp)"}
    large = next(r for r in rows if r["field"] == "Hộ tịch" and r["received"])
    small = next(r for r in rows if r["field"] != "Hộ tịch" and r["received"])
    assert (large["submitted"], large["submitted_online"]) == (7, 7)
    assert (small["submitted"], small["submitted_online"], small["on_time"]) == (1, None, 0)
    late = next(r for r in rows if r["resolved"] == 1)
    assert (late["on_time"], late["late"]) == (None, None)


def test_nobody_reads_codes_or_people_through_open_data(client, filled):
    everything = client.get("/du-lieu/ho-so-theo-ngay/tai/json")
    text = b"".join(everything.streaming_content).decode() + client.get("/api/3/action/package_show?id=ho-so-theo-ngay").content.decode()
    assert "H24.113" not in text
    assert "dossier_id" not in text


def test_a_dataset_over_rows_cannot_be_published_by_accident(published):
    from motcua.insight.opendata import models

    models.Dataset.objects.update(sql="SELECT received_on AS day, unit_code, dossier_code AS field FROM gold.dossier_fact")
    warehouse.fill(warehouse.dossiers(1))
    with pytest.raises(datasets.QueryRefused):
        published_rows()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.tuples(st.sampled_from(["1", "2"]), st.sampled_from("ABC"), st.integers(1, 8)), min_size=1, max_size=6))
def test_totals_are_complete_and_no_named_cell_is_small(published, tmp_path_factory, counts):
    events, seq = [], 1
    for unit, field, number in counts:
        made = warehouse.dossiers(number, first_seq=seq, unit=unit, days_taken=1)
        events += [_field(e, field) for e in made]
        seq += 3 * number
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_DATA", str(tmp_path_factory.mktemp("data")))
        warehouse.fill(events)
        rows = published_rows()
        truth = dict(datasets.query(sql="SELECT unit_code, sum(received) FROM gold.dossier_daily GROUP BY 1", actor=SYSTEM, now=NOW).rows)
    assert {u: sum(r["received"] for r in rows if r["unit_code"] == u) for u in truth} == truth
    named = [r for r in rows if r["field"] in "ABC"]
    assert all(r[c] == 0 or r[c] >= 5 for r in named for c in ("submitted", "received", "resolved"))
    assert all(r["on_time"] is None for r in rows if 0 < r["resolved"] < 5)


def _field(event, field):
    from dataclasses import replace

    return replace(event, payload=event.payload.replace("H\\u1ed9 t\\u1ecbch", field))

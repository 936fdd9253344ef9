"""The city's models: portable, described, without personal data in gold, and right about days and pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.lakehouse import lineage, model, testing
from motcua.lakehouse.contracts import ModelInvalid
from motcua.lakehouse.lake import MODELS

HEAD = "/*\nname: {name}\nlayer: {layer}\nowner: o\ngrain: g\nrefresh: {refresh}\ndescription: {{vi: a, en: b}}\ncolumns:\n  a: {{vi: a, en: b{pii}}}\n*/\n"


def text(sql, *, name="gold.t", layer="gold", refresh="rebuild", pii=""):
    return HEAD.format(name=name, layer=layer, refresh=refresh, pii=pii) + sql


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("SELECT 1 AS a", "front comment"),
        ("/* just words */ SELECT 1 AS a", "mapping"),
        (text("SELECT b FROM silver.x"), "SELECT"),
        (text("SELECT * FROM silver.x"), "SELECT"),
        (text("SELECT a FROM bronze.events"), "layer"),
        (text("SELECT a FROM gold.x", name="silver.t", layer="silver"), "layer"),
        (text("SELECT a FROM silver.x", pii=", pii: true"), "personal"),
        (text("SELECT a FROM silver.x", refresh="append"), "append"),
        (text("SELECT a FROM silver.x", refresh="keyed"), "keyed"),
        (text("SELECT a, COUNT(*) AS n FROM silver.x GROUP BY ALL"), "SELECT"),
        (text("SELECT a FROM silver.x GROUP BY ALL"), "GROUP BY ALL"),
        (text("SELECT APPROX_COUNT_DISTINCT(b) AS a FROM silver.x"), "portable"),
        (text("SELECT a FROM silver.x; SELECT a FROM silver.y"), "one SELECT"),
        (text("DELETE FROM silver.x"), "one SELECT"),
        (text("SELECT a FROM silver.x", name="silver.t"), "layer"),
    ],
)
def test_a_model_that_breaks_a_rule_names_the_rule(source, reason):
    with pytest.raises(ModelInvalid, match=reason):
        model.parse(source, source="t.sql")


def test_rings_and_unknown_tables_are_refused():
    one = model.parse(text("SELECT a FROM gold.u"), source="t")
    other = model.parse(text("SELECT a FROM gold.t", name="gold.u"), source="u")
    with pytest.raises(ModelInvalid, match="ring"):
        model.Models([one, other])
    with pytest.raises(ModelInvalid, match=r"gold\.u"):
        model.Models([one])


def test_a_personal_column_that_slips_into_gold_is_found():
    silver = model.parse(text("SELECT payload AS a FROM bronze.events", name="silver.t", layer="silver", pii=", pii: true"), source="s")
    gold = model.parse(text("SELECT UPPER(a) AS a FROM silver.t"), source="g")
    assert lineage.personal_in_gold(model.Models([silver, gold])) == ("gold.t.a ← silver.t.a",)


def test_the_city_s_models_keep_personal_data_out_of_gold():
    assert lineage.personal_in_gold(model.load(MODELS)) == ()


@pytest.mark.parametrize("dialect", model.DIALECTS)
def test_the_city_s_models_can_be_said_to_other_engines(dialect):
    for each in model.load(MODELS).ordered:
        assert each.translated(dialect).startswith("SELECT")


def test_lineage_reaches_from_a_tile_to_the_event(tmp_path):
    found = testing.lake(tmp_path).lineage("gold.dossier_daily")
    assert found.ancestors == ("gold.dossier_fact", "silver.dossier", "silver.dossier_event", "bronze.events")
    assert "gold.dossier_fact.on_time" in found.columns["on_time"]
    assert "gold.payment_fact" in testing.lake(tmp_path).lineage("silver.dossier").descendants


def fact(tmp_path, events):
    lake = testing.lake(tmp_path)
    report = lake.ingest(events=events, now=testing.MONDAY)
    assert report.failures == ()
    return lake, lake.query("SELECT * FROM gold.dossier_fact").dicts()[0]


DUE_DAY = [  # due on 8 January at 08:00 in Vietnam
    (datetime(2026, 1, 7, 16, 59, tzinfo=UTC), "early"),  # 23:59 on the 7th in Vietnam
    (datetime(2026, 1, 7, 17, 0, tzinfo=UTC), "on_time"),  # 00:00 on the 8th, the due day
    (datetime(2026, 1, 8, 16, 59, tzinfo=UTC), "on_time"),  # past the due hour, still the due day
    (datetime(2026, 1, 8, 17, 0, tzinfo=UTC), "late"),
]


def test_timeliness_compares_days_in_vietnam(tmp_path):
    lake = testing.lake(tmp_path)
    for n, (resolved, _) in enumerate(DUE_DAY):
        lake.append(events=list(testing.dossier(n, first_seq=1 + 3 * n, days_taken=(resolved - testing.MONDAY) / timedelta(days=1))))
    lake.refresh(now=testing.MONDAY)
    rows = lake.query("SELECT timeliness, on_time, due_on FROM gold.dossier_fact ORDER BY dossier_code").rows
    assert rows == tuple((word, word != "late", date(2026, 1, 8)) for _, word in DUE_DAY)


def supplemented(at, due):
    base = list(testing.dossier(1, first_seq=1, days_taken=None))
    ident = {"dossier_id": base[0].stream.split(":")[1], "dossier_code": "H24.113-000001"}
    asked = testing.event(3, "casework.dossier.supplement_requested.v1", at=at, deadline_at=due, **ident)
    came = testing.event(4, "casework.dossier.supplemented.v1", at=at + timedelta(days=4), paused_minutes=960, due_at=due, **ident)
    return base, asked, came


def test_a_pause_moves_the_due_day_and_the_dossier_stays_pending(tmp_path):
    base, asked, came = supplemented(testing.MONDAY + timedelta(days=1), testing.MONDAY + timedelta(days=9))
    lake, row = fact(tmp_path, [*base, asked])
    assert (row["status"], row["supplements"], row["due_on"]) == (5, 1, date(2026, 1, 8))
    lake.ingest(events=[came], now=testing.MONDAY)
    row = lake.query("SELECT * FROM gold.dossier_fact").dicts()[0]
    assert (row["status"], row["paused_minutes"], row["due_on"], row["closed_on"]) == (4, 960, date(2026, 1, 14), None)


def test_events_of_one_dossier_in_another_order_give_the_same_row(tmp_path):
    base, asked, came = supplemented(testing.MONDAY + timedelta(days=1), testing.MONDAY + timedelta(days=9))
    for folder in "ab":
        (tmp_path / folder).mkdir()
    _, straight = fact(tmp_path / "a", [*base, asked, came])
    lake = testing.lake(tmp_path / "b")
    for events in ([came, base[1]], [base[0], asked]):
        lake.ingest(events=events, now=testing.MONDAY)
    assert lake.query("SELECT * FROM gold.dossier_fact").dicts()[0] == straight


def test_the_daily_counts_are_the_counts_of_the_rows(tmp_path):
    lake = testing.lake(tmp_path)
    lake.ingest(events=[*testing.dossiers(7, days_taken=1), *testing.dossiers(4, first_seq=100, days_taken=6, online=False)], now=testing.MONDAY)
    sums = "SELECT sum(submitted) AS submitted, sum(submitted_online) AS online, sum(received) AS received, sum(on_time) AS on_time, sum(late) AS late FROM gold.dossier_daily"
    assert lake.query(sums).dicts() == [{"submitted": 11, "online": 7, "received": 11, "on_time": 7, "late": 4}]
    assert lake.query("SELECT count(*) FROM gold.dossier_daily").rows == ((4,),)


def test_a_broken_payload_is_no_dossier_and_stops_nobody(tmp_path):
    odd = [
        testing.event(90, "casework.dossier.submitted.v1"),
        testing.event(91, "casework.dossier.moved.v1", dossier_id="x", dossier_code="y", status="not a number", amount="1e"),
    ]
    lake = testing.lake(tmp_path)
    report = lake.ingest(events=[*odd, *testing.dossiers(2)], now=testing.MONDAY)
    assert report.failures == ()
    assert lake.query("SELECT count(*) FROM gold.dossier_fact").rows == ((3,),)


def test_payments_are_counted_with_the_unit_of_their_dossier(tmp_path):
    events = testing.dossiers(1)
    ref = "casework:" + events[0].stream.split(":")[1]
    events += [
        testing.event(20, "payments.payment.requested.v1", payment_id="p1", ref=ref, amount=50000, requested_at=testing.MONDAY),
        testing.event(21, "payments.payment.settled.v1", payment_id="p1", ref=ref, amount=50000, settled_at=testing.MONDAY, channel="bank"),
        testing.event(22, "payments.payment.discrepant.v1", payment_id="p1", ref=ref, kind="duplicate", amount=50000),
        testing.event(23, "payments.payment.requested.v1", payment_id="p2", ref="other:1", amount=7000, requested_at=testing.MONDAY),
    ]
    lake = testing.lake(tmp_path)
    assert lake.ingest(events=events, now=testing.MONDAY).failures == ()
    daily = lake.query("SELECT unit_code, requested_amount, settled_amount FROM gold.payment_daily ORDER BY 1").rows
    assert daily == (("", 7000, 0), ("11329", 50000, 50000))
    assert lake.query("SELECT state, discrepancies FROM gold.payment_fact ORDER BY payment_id").rows == (("paid", 1), ("unpaid", 0))


def test_messages_count_failures(tmp_path):
    calls = [testing.event(n, "exchange.message.exchanged.v1", message_id=str(n), client="c", service="persons", status=s, took_ms=20) for n, s in ((1, 200), (2, 503), (3, 0))]
    lake = testing.lake(tmp_path)
    lake.ingest(events=calls, now=testing.MONDAY)
    assert lake.query("SELECT messages, failed, took_ms_total FROM gold.message_daily").rows == ((3, 2, 60),)


def test_a_system_is_connected_from_the_link_until_it_is_lost(tmp_path):
    def said(n, code, linked, why="answered", days=0):
        at, system = testing.MONDAY + timedelta(days=days, minutes=n), f"VN-HP/GOV/{code.upper()}/{code}"
        return testing.event(n, "exchange.system.linked.v1", system=system, code=code, linked=linked, why=why, request_id=f"r{n}", at=at)

    told = [said(1, "a", True), said(2, "b", True), said(3, "b", False, "failing", days=1), said(4, "b", True, days=2), said(5, "c", False, "lapsed")]
    lake = testing.lake(tmp_path)
    assert lake.ingest(events=told, now=testing.MONDAY).failures == ()
    rows = lake.query("SELECT code, shown_by, CAST(lost_on - linked_on AS INTEGER), lost_why FROM gold.exchange_system ORDER BY linked_at").rows
    assert rows == (("a", "r1", None, None), ("b", "r2", 1, "failing"), ("b", "r4", None, None))


def test_what_a_message_means_is_told_by_its_event_or_by_its_status(tmp_path):
    old = [(1, 200), (2, 404), (3, 503), (4, 403), (5, 0)]
    new = [(6, 500, "refused"), (7, 404, "refused"), (8, 200, "answered"), (9, 502, "failed")]
    events = [testing.event(n, "exchange.message.exchanged.v1", message_id=str(n), client="c", service="s", status=s, took_ms=20) for n, s in old]
    events += [
        testing.event(n, "exchange.message.exchanged.v2", request_id=f"r{n}", message_id=str(n), client="c", service="s", status=s, outcome=o, took_ms=20)
        for n, s, o in new
    ]
    lake = testing.lake(tmp_path)
    lake.ingest(events=events, now=testing.MONDAY)
    assert lake.query("SELECT messages, failed, refused FROM gold.message_daily").rows == ((9, 4, 3),)

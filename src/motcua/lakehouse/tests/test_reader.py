"""Questions: answered at a snapshot, within limits, and nothing but a SELECT over known tables."""

from __future__ import annotations

import pytest

from motcua.lakehouse import guard, testing
from motcua.lakehouse.contracts import QueryRefused, QueryTimeout, SnapshotUnknown, TableUnknown

KNOWN = ("gold.dossier_fact", "gold.dossier_daily")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    with testing.lake(tmp_path_factory.mktemp("lake")) as lake:
        lake.ingest(events=testing.dossiers(20), now=testing.MONDAY)
        yield lake


ATTACKS = [
    "DROP TABLE gold.dossier_fact",
    "SELECT 1; DROP TABLE gold.dossier_fact",
    "INSERT INTO gold.dossier_fact SELECT 1",
    "COPY gold.dossier_fact TO '/tmp/x.csv'",
    "ATTACH '/tmp/x.db'",
    "INSTALL httpfs",
    "LOAD '/tmp/x'",
    "PRAGMA database_list",
    "SET memory_limit = '100GB'",
    "CALL duckdb_settings()",
    "EXPORT DATABASE '/tmp/x'",
    "CREATE TABLE t AS SELECT 1",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM memory.gold.dossier_fact",
    "SELECT * FROM bronze.events",
    "SELECT * FROM silver.dossier",
    "SELECT getenv('HOME')",
    "SELECT 'HOME'.getenv()",
    "SELECT current_setting('memory_limit')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table(['gold.dossier_fact'])",
    "SELECT * FROM range(1000000000)",
    "SELECT repeat('x', 1000000000)",
    "SELECT * INTO x FROM gold.dossier_fact",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t",
    "WITH x AS (DELETE FROM gold.dossier_fact RETURNING *) SELECT * FROM x",
    "SELECT (SELECT payload FROM bronze.events LIMIT 1) FROM gold.dossier_fact",
    """SELECT * FROM (WITH "/w/*.parquet" AS (SELECT 1 AS a) SELECT a FROM "/w/*.parquet") AS x, "/w/*.parquet" AS y""",
    "EXPLAIN SELECT 1",
    "DESCRIBE gold.dossier_fact",
    "SHOW TABLES",
    "FROM gold.dossier_fact TABLESAMPLE 10%; SELECT 1",
    "",
    "not sql at all (",
    "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    "SELECT " + "1 + " * 6000 + "1",
]


@pytest.mark.parametrize("sql", ATTACKS, ids=[a[:40] for a in ATTACKS])
def test_everything_but_a_select_over_known_tables_is_refused(sql):
    with pytest.raises(QueryRefused) as refused:
        guard.check(sql, known=KNOWN)
    assert refused.value.sentence("vi") != refused.value.sentence("en")


ALLOWED = [
    "SELECT count(*) FROM gold.dossier_fact",
    "SELECT unit_code, 100.0 * sum(on_time) / nullif(sum(resolved), 0) AS rate FROM gold.dossier_daily WHERE day >= DATE '2026-01-01' GROUP BY unit_code HAVING sum(resolved) > 0 ORDER BY rate DESC NULLS LAST LIMIT 5",
    "WITH x AS (SELECT field, count(*) AS n FROM gold.dossier_fact GROUP BY 1) SELECT field, n, rank() OVER (ORDER BY n DESC) FROM x",
    "SELECT f.dossier_code FROM gold.dossier_fact f LEFT JOIN gold.dossier_daily d ON d.unit_code = f.unit_code AND d.day = f.received_on",
    "SELECT date_trunc('month', day) AS m, sum(received) FILTER (WHERE channel = 2) FROM gold.dossier_daily GROUP BY 1",
    "SELECT quantile_cont(paused_minutes, 0.5), median(paused_minutes), count(DISTINCT unit_code) FROM gold.dossier_fact",
    "SELECT CASE WHEN online THEN 'a' ELSE 'b' END, extract(year FROM due_on), coalesce(field, '') FROM gold.dossier_fact",
    "SELECT day FROM gold.dossier_daily UNION ALL SELECT received_on FROM gold.dossier_fact",
    "SELECT * FROM gold.dossier_fact WHERE lower(field) LIKE '%tịch%' AND unit_code IN ('a', 'b') AND due_on BETWEEN DATE '2026-01-01' AND DATE '2026-02-01'",
    "SELECT date_diff('day', received_on, resolved_on), due_on + INTERVAL 1 DAY, strftime(due_on, '%Y-%m') FROM gold.dossier_fact",
]


@pytest.mark.parametrize("sql", ALLOWED, ids=[a[:40] for a in ALLOWED])
def test_ordinary_questions_are_answered(lake, sql):
    assert lake.query(sql).columns


def test_parameters_by_name_and_by_place(lake):
    by_name = lake.query("SELECT count(*) AS n FROM gold.dossier_fact WHERE unit_code = $unit", {"unit": "11329"})
    by_place = lake.query("SELECT count(*) AS n FROM gold.dossier_fact WHERE unit_code = ?", ["11329"])
    assert by_name.dicts() == by_place.dicts() == [{"n": 20}]


def test_a_parameter_is_never_sql(lake):
    assert lake.query("SELECT count(*) FROM gold.dossier_fact WHERE unit_code = ?", ["' OR 1=1 --"]).rows == ((0,),)


@pytest.mark.parametrize(("limit", "rows", "truncated"), [("", 5, True), ("LIMIT 3", 3, False), ("LIMIT 900", 5, True), ("LIMIT (1 + 1)", 2, False)])
def test_rows_are_capped_and_the_cut_is_told(lake, limit, rows, truncated):
    answer = lake.query(f"SELECT dossier_code FROM gold.dossier_fact ORDER BY dossier_code DESC {limit}", max_rows=5)
    assert (len(answer.rows), answer.truncated, answer.rows[0][0]) == (rows, truncated, "H24.113-000020")


def test_a_runaway_statement_is_stopped(lake):
    many = ", ".join(f"gold.dossier_fact AS t{n}" for n in range(9))
    with pytest.raises(QueryTimeout):
        lake.query(f"SELECT count(*) FROM {many} WHERE t0.paused_minutes + t1.paused_minutes + t8.paused_minutes > 5", timeout_s=0.3)
    assert lake.query("SELECT count(*) FROM gold.dossier_fact").rows == ((20,),)


def test_a_wrong_column_is_a_named_error(lake):
    with pytest.raises(QueryRefused, match="Binder"):
        lake.query("SELECT nosuch FROM gold.dossier_fact")


def test_unknown_snapshot_and_table(lake, tmp_path):
    with pytest.raises(SnapshotUnknown):
        lake.query("SELECT 1 FROM gold.dossier_fact", snapshot="beef")
    with pytest.raises(TableUnknown):
        lake.table("gold.nosuch")
    with pytest.raises(SnapshotUnknown):
        testing.lake(tmp_path).query("SELECT 1 FROM gold.dossier_fact")


def test_a_stream_gives_the_same_rows_as_a_query(lake):
    sql = "SELECT dossier_code FROM gold.dossier_fact ORDER BY dossier_code"
    streamed = [code for batch in lake.stream(sql, batch_rows=3) for code in batch.column(0).to_pylist()]
    assert tuple((c,) for c in streamed) == lake.query(sql).rows


def test_the_database_itself_reads_nothing_else(lake):
    import duckdb

    with lake._reader._cursor(lake.snapshot(), ["gold.dossier_fact"]) as cursor:
        for sql in ("SELECT * FROM read_text('/etc/hostname')", "COPY (SELECT 1) TO '/tmp/lake.csv'", "SET enable_external_access = true"):
            with pytest.raises(duckdb.Error):
                cursor.execute(sql)


UNITS = [
    ("SELECT count(*) FROM gold.dossier_fact", 3),
    ("SELECT count(*) FROM gold.dossier_fact AS f WHERE f.unit_code <> 'x'", 3),
    ("SELECT count(*) FROM gold.dossier_fact WHERE dossier_fact.unit_code <> 'x'", 3),
    ("SELECT (SELECT count(*) FROM gold.dossier_fact)", 3),
    ("WITH a AS (SELECT * FROM gold.dossier_fact) SELECT count(*) FROM a", 3),
    ("SELECT count(*) FROM gold.dossier_daily d JOIN gold.dossier_fact f ON f.unit_code = d.unit_code AND f.received_on = d.day", 3),
    ("SELECT count(*) FROM (SELECT 1 FROM gold.dossier_fact UNION ALL SELECT 1 FROM gold.dossier_fact)", 6),
    ("SELECT count(*) FROM gold.dossier_fact WHERE unit_code IN (SELECT unit_code FROM gold.dossier_fact) OR 1 = 1", 3),
]


@pytest.fixture(scope="module")
def two_units(tmp_path_factory):
    with testing.lake(tmp_path_factory.mktemp("lake")) as lake:
        lake.ingest(events=[*testing.dossiers(3, unit="1"), *testing.dossiers(5, first_seq=50, unit="2")], now=testing.MONDAY)
        yield lake


@pytest.mark.parametrize(("sql", "seen"), UNITS)
def test_rows_of_other_units_are_out_of_reach_on_every_path(two_units, sql, seen):
    assert two_units.query(sql, only={"gold.dossier_fact": ("unit_code", ("1",))}).rows == ((seen,),)


def test_no_unit_means_no_row_and_values_are_never_sql(two_units):
    for units in ((), ("' OR 1=1 --",)):
        assert two_units.query("SELECT count(*) FROM gold.dossier_fact", only={"gold.dossier_fact": ("unit_code", units)}).rows == ((0,),)

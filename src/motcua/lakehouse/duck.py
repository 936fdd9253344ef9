# ruff: noqa: S608 - identifiers and literals are quoted here
"""DuckDB connections over lists of Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from pyiceberg.schema import Schema

# Iceberg's primitive types as DuckDB names them; models may give no other.
_TYPES = {
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "string": "VARCHAR",
    "binary": "BLOB",
}


def connect(*, root: Path, memory: str, threads: int, locked: bool) -> duckdb.DuckDBPyConnection:
    """An in-memory database that reads files under ``root`` only, in UTC. ``locked``: settings can no longer be changed."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory,
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "allow_community_extensions": False,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET temp_directory = ''")
    connection.execute(f"SET allowed_directories = [{quote(str(root) + '/')}]")
    connection.execute("SET enable_external_access = false")
    if locked:
        connection.execute("SET lock_configuration = true")
    for layer in ("bronze", "silver", "gold"):
        connection.execute(f"CREATE SCHEMA {layer}")
    return connection


def view(
    connection: duckdb.DuckDBPyConnection, name: str, *, schema: Schema, paths: Iterable[str], hidden: bool, where: str = ""
) -> None:
    """Make ``name`` readable: its columns over exactly these files. ``hidden``: with the engine's own ``_columns``."""
    fields = [f for f in schema.fields if hidden or not f.name.startswith("_")]
    listed = [quote(p) for p in paths]
    if listed:
        columns = ", ".join(identifier(f.name) for f in fields)
        source = f"read_parquet([{', '.join(listed)}], hive_partitioning = false)"
        body = f"SELECT {columns} FROM {source}{f' WHERE {where}' if where else ''}"
    else:
        columns = ", ".join(f"CAST(NULL AS {type_name(str(f.field_type))}) AS {identifier(f.name)}" for f in fields)
        body = f"SELECT {columns} WHERE false"
    connection.execute(f"CREATE OR REPLACE VIEW {qualified(name)} AS {body}")


def arrow(connection: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object] | None = None) -> pa.Table:
    """The whole answer as an Arrow table."""
    return connection.execute(sql, params or {}).to_arrow_table()


def type_name(iceberg: str) -> str:
    """DuckDB's name of an Iceberg type; KeyError for types that models may not give."""
    return iceberg.upper() if iceberg.startswith("decimal") else _TYPES[iceberg]


def quote(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def qualified(name: str) -> str:
    """A quoted ``layer.table``."""
    layer, table = name.split(".", 1)
    return f"{identifier(layer)}.{identifier(table)}"

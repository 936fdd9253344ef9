"""Settings of the shared warehouse."""

from __future__ import annotations

from motcua.kit.conf import data_dir, setting

_CATALOGUE = "MOTCUA_LAKE_CATALOGUE"
_CATALOGUE_HELP = "Catalogue of the warehouse: empty for the platform's PostgreSQL, 'sqlite' for a file beside it, or a SQLAlchemy address"

MEMORY = setting("MOTCUA_LAKE_MEMORY", default="1GB", help="Most memory that one query or refresh of the warehouse may take")
THREADS = setting("MOTCUA_LAKE_THREADS", default=2, help="Threads of one query or refresh of the warehouse")
MAX_ROWS = setting("MOTCUA_LAKE_MAX_ROWS", default=10_000, help="Most rows that one query answers; downloads have no limit")
TIMEOUT_S = setting("MOTCUA_LAKE_TIMEOUT_S", default=10.0, help="Seconds after which a query is stopped")
KEEP_DAYS = setting("MOTCUA_LAKE_KEEP_DAYS", default=30, help="Days that data snapshots nobody refers to are kept")
BATCH = setting("MOTCUA_LAKE_BATCH", default=5000, help="Events written to the warehouse at once")


def catalogue() -> str:
    """The catalogue setting as it is now; empty means the platform's PostgreSQL."""
    value = setting(_CATALOGUE, default="", help=_CATALOGUE_HELP, secret=True)
    return f"sqlite:///{data_dir() / 'lakehouse-catalogue.db'}" if value == "sqlite" else value


catalogue()  # declared at start, for the list of settings

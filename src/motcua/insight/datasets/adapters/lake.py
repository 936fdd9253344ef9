"""One open lake a process, at the place that the settings name."""

from __future__ import annotations

import threading
from pathlib import Path

from django.db import connection
from sqlalchemy import URL

from motcua.insight.datasets import conf
from motcua.kit.conf import data_dir
from motcua.lakehouse import Lake

_lock = threading.Lock()
_open: dict[tuple[str, str], Lake] = {}


def engine() -> Lake:
    """The lake of this installation; opened at the first call of a process."""
    place = (conf.catalogue() or platform_catalogue(), str(data_dir() / "lakehouse"))
    with _lock:
        if place not in _open:
            for lake in _open.values():  # the settings moved on; only tests do that
                lake.close()
            _open.clear()
            uri, folder = place
            _open[place] = Lake(catalogue_uri=uri, warehouse=Path(folder), memory=conf.MEMORY, threads=conf.THREADS)
        return _open[place]


def platform_catalogue() -> str:
    """The platform's own PostgreSQL as a SQLAlchemy address."""
    settings = connection.settings_dict
    url = URL.create(
        "postgresql+psycopg",
        username=str(settings["USER"]) or None,
        password=str(settings["PASSWORD"]) or None,
        host=str(settings["HOST"]) or None,
        port=int(settings["PORT"] or 5432),
        database=str(settings["NAME"]),
    )
    return url.render_as_string(hide_password=False)


def check_config() -> str:
    """The catalogue answers and all files of the current snapshot are there; raises with what is wrong."""
    lake = engine()
    wrong = {name: count for name, count in lake.verify().items() if count}
    if wrong:
        msg = f"warehouse {lake.root}: {wrong}"
        raise RuntimeError(msg)
    latest = lake.snapshot()
    return f"{lake.root}, snapshot {latest.id if latest else 'none'}, position {lake.position()}"

"""The code tables of the message set, carried as data or given by the city."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.channels.national import conf
from motcua.channels.national.contracts import CodeTables

CARRIED = Path(__file__).resolve().parents[1] / "data" / "codes.yaml"


@cache
def code_tables(file: str = "") -> CodeTables:
    """The tables in force: the file of the setting ``MOTCUA_NATIONAL_CODES``, or the carried one."""
    path = Path(file or conf.CODES) if file or conf.CODES else CARRIED
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    codes = {name: {str(code): (words[0], words[1]) for code, words in table.items()} for name, table in document["tables"].items()}
    return CodeTables(
        codes=codes, words={str(w): str(n) for w, n in document["words"].items()},
        services={str(k): str(v) for k, v in document["services"].items()},
    )  # fmt: skip

"""Made-up answers out of a declaration: the same key always gets the same answer, on every machine."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "platform" / "exchange" / "data" / "systems"
_TAIL = 4


@cache
def declared() -> dict[tuple[str, str], dict[str, Any]]:
    """Services that are answered here, by system and service: those whose declaration says what an answer looks like."""
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return {(d["system"], s["code"]): {**s, "system_code": d["code"]} for d in documents for s in d["services"] if s.get("answer")}


def made_up(service: dict[str, Any], key: str) -> dict[str, Any]:
    """The record of ``key``: lists are chosen from, ``{from, to}`` is a number between, ``{key}`` and ``{tail}`` stand for the key."""
    return {name: _value(f"{service['system_code']}:{key}:{name}", rule, key) for name, rule in service["answer"].items()}


def _value(seed: str, rule: Any, key: str) -> Any:
    drawn = int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "big")
    if isinstance(rule, list):
        return rule[drawn % len(rule)]
    if isinstance(rule, dict):
        return rule["from"] + drawn % (rule["to"] - rule["from"] + 1)
    return str(rule).replace("{key}", key).replace("{tail}", key[-_TAIL:])

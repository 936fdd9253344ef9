"""The declarations of systems, one file each in ``data/systems``, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from motcua.kernel import typed_yaml
from motcua.platform.exchange.contracts.systems import DeclaredService, DeclaredSystem, Lookup, Question, Trust

KEY = "{key}"
ADAPTERS = frozenset({"rest", "soap", "files", "mapping"})


@cache
def systems() -> tuple[DeclaredSystem, ...]:
    """Every declared system, by code. ValueError for a file that cannot be used."""
    return tuple(sorted(map(read, documents("systems")), key=lambda system: system.code))


def documents(folder: str) -> list[Any]:
    """What the room's files of one kind say, in any order. ``yaml.YAMLError`` for a file that is none."""
    found = files("motcua.platform.exchange") / "data" / folder
    return [typed_yaml.read(f.read_text(encoding="utf-8")) for f in found.iterdir() if f.name.endswith(".yaml")]


def read(document: Any) -> DeclaredSystem:
    """One declaration; ValueError names what is missing or unknown."""
    try:
        owner = document["owner"]
        system = DeclaredSystem(
            code=document["code"], named=document["named"], vi=document["vi"], en=document["en"], owner_class=owner["class"],
            owner_code=owner["code"], owner_vi=owner["vi"], owner_en=owner["en"], system=document["system"], adapter=document["adapter"],
            secret=document["secret"], trust=Trust(document["trust"]), source=document["source"], law=document["law"],
            services=tuple(_service(one) for one in document["services"]),
        )  # fmt: skip
    except (KeyError, TypeError) as missing:
        raise ValueError(f"a declared system lacks {missing}") from None
    unknown = {system.adapter, *system.kinds} - ADAPTERS
    if unknown:
        raise ValueError(f"{system.code}: adapter {min(unknown)}")
    return system


def _service(one: Mapping[str, Any]) -> DeclaredService:
    return DeclaredService(
        code=one["code"], vi=one["vi"], en=one["en"], path=one["path"], probe=_question(one.get("probe")),
        endpoints=tuple((e["method"], e["path"]) for e in one["endpoints"]), tells=tuple((t["vi"], t["en"]) for t in one["tells"]),
        adapter=one.get("adapter"), lookup=_lookup(one) if "answer" in one else None,
    )  # fmt: skip


def _lookup(one: Mapping[str, Any]) -> Lookup:
    """What a record is made of. KeyError for a field whose meaning is not told."""
    key, answer = one["key"], one["answer"]
    means = {name: (key["vi"], key["en"]) if rule == KEY else (one["means"][name]["vi"], one["means"][name]["en"])
             for name, rule in answer.items()}  # fmt: skip
    return Lookup(key_vi=key["vi"], key_en=key["en"], example=key["example"], answer=answer, means=means)


def _question(asked: Any) -> Question | None:
    """A path alone, or path, query and body."""
    if asked is None:
        return None
    return Question(path=asked) if isinstance(asked, str) else Question(**asked)

"""Data sets that the city shares with the national platform, one file each in ``data/datasets``, read and checked once."""

from __future__ import annotations

from functools import cache
from typing import Any

from motcua.gateway.protocol import mapping, quality
from motcua.platform.exchange.adapters.declarations import documents
from motcua.platform.exchange.contracts.national import Dataset
from motcua.platform.exchange.contracts.systems import Trust


@cache
def datasets() -> tuple[Dataset, ...]:
    """Every declared data set, by code. ValueError for a file that cannot be used."""
    return tuple(sorted(map(read, documents("datasets")), key=lambda one: one.code))


def read(document: Any) -> Dataset:
    """One declaration; ValueError names what is missing or cannot hold."""
    try:
        dataset = Dataset(
            code=document["code"], vi=document["vi"], en=document["en"], trust=Trust(document["trust"]), source=document["source"],
            law=document["law"], changed_at=document["changed_at"], mapping=mapping.read_mapping(document["mapping"]),
            dictionary=quality.read_dictionary(document["dictionary"]),
        )  # fmt: skip
    except (KeyError, TypeError) as missing:
        raise ValueError(f"a declared data set lacks {missing}") from None
    names = {field.name for field in dataset.dictionary.fields}
    mapped = {rule.theirs for rule in dataset.mapping.rules}
    if not dataset.dictionary.key or dataset.changed_at not in names or names - mapped:
        raise ValueError(f"{dataset.code}: key, changed_at and a rule for every field of the dictionary are needed")
    return dataset

"""A chain of SHA-256 hashes over canonical JSON: changing one record breaks every link after it."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = bytes(32)


def canonical_json(value: Any) -> bytes:
    """One byte string for one value: keys sorted, no white space, UTF-8, texts composed (NFC).

    Only what JSON holds exactly: dicts with text keys, lists, tuples, texts, whole numbers, booleans and None. TypeError for
    anything else; floating-point numbers are refused because their text form differs between writers.
    """
    return json.dumps(_exact(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: Any) -> bytes:
    """SHA-256 (32 bytes) of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical_json(value)).digest()


def chain_step(*, previous: bytes, record: Any) -> bytes:
    """The hash of a link: SHA-256 over the previous hash and the digest of the record. The first link follows ``GENESIS``."""
    return chain_link(previous=previous, digest=digest(record))


def chain_link(*, previous: bytes, digest: bytes) -> bytes:
    """The hash of a link whose record has this digest."""
    if len(previous) != len(GENESIS):
        msg = f"a previous hash has {len(GENESIS)} bytes, not {len(previous)}"
        raise ValueError(msg)
    return hashlib.sha256(previous + digest).digest()


def first_broken_link(links: Iterable[tuple[Any, bytes]], *, start: bytes = GENESIS) -> int | None:
    """The position (from 0) of the first record whose stored hash does not follow, or None when the chain is whole."""
    previous = start
    for position, (record, stored) in enumerate(links):
        previous = chain_step(previous=previous, record=record)
        if previous != stored:
            return position
    return None


def _exact(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_exact(v) for v in value]
    if isinstance(value, Mapping) and all(isinstance(k, str) for k in value):
        exact = {_exact(k): _exact(v) for k, v in value.items()}
        if len(exact) == len(value):
            return exact
    msg = f"{type(value).__name__} has no canonical JSON"
    raise TypeError(msg)

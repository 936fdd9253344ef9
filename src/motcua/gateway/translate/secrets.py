"""Which settings of an adapter are secrets. They are named here, by kind, and nowhere else: whoever keeps or shows settings asks here."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

SECRETS: Mapping[str, tuple[str, ...]] = {"soap": ("security.password",), "mapping": (), "files": ()}
"""Dotted places in the settings, by kind of adapter."""


def secret_places(kind: str, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The places of secrets that these settings have, filled or not: those whose surroundings are there."""
    return tuple(place for place in SECRETS.get(kind, ()) if _around(settings, place) is not None)


def taken_out(kind: str, settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings without their secrets, and the secrets by place. The settings need not have been checked."""
    bare, found = copy.deepcopy(dict(settings)), {}
    for place in secret_places(kind, bare):
        around, name = _around(bare, place) or {}, place.rpartition(".")[2]
        if name in around:
            found[place] = str(around.pop(name))
    return bare, found


def put_back(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """The settings with the secrets in their places; a secret without a place is left out."""
    whole = copy.deepcopy(dict(settings))
    for place in secret_places(kind, whole):
        around = _around(whole, place)
        if around is not None and place in secrets:
            around[place.rpartition(".")[2]] = secrets[place]
    return whole


def without(kind: str, settings: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The settings without what a secret is a part of, such as the whole UsernameToken of a password."""
    bare = copy.deepcopy(dict(settings))
    whole = place.rpartition(".")[0]
    around = _around(bare, whole) if place in secret_places(kind, bare) else None
    if around is not None:
        around.pop(whole.rpartition(".")[2], None)
    return bare


def _around(settings: Any, place: str) -> dict[str, Any] | None:
    """The object that holds a place, None when there is none."""
    for step in place.split(".")[:-1]:
        settings = settings.get(step) if isinstance(settings, dict) else None
    return settings if isinstance(settings, dict) else None

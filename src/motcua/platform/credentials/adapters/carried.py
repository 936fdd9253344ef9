"""What is kept in files: the carried kinds of credentials, and the metadata of other issuers that this installation trusts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from motcua.platform.credentials import conf
from motcua.platform.credentials.contracts import ClaimLabel, CredentialKind, kinds

CARRIED = Path(__file__).resolve().parents[1] / "data" / "kinds.yaml"
TERMS = CARRIED.with_name("retention.yaml")


@cache
def carried() -> tuple[CredentialKind, ...]:
    """The carried kinds; the first is that of every result without one of its own."""
    rows = yaml.safe_load(CARRIED.read_text(encoding="utf-8"))
    return tuple(CredentialKind(**{**row, "claims": tuple(ClaimLabel(**claim) for claim in row["claims"])}) for row in rows)


@cache
def _terms() -> tuple[Mapping[str, Any], ...]:
    return tuple(yaml.safe_load(TERMS.read_text(encoding="utf-8")))


def kept_for(*, on: date) -> timedelta:
    """How long an ended credential is kept, by the rule in force on a day."""
    rules = (t for t in _terms() if t["effective_from"] <= on and (t["effective_to"] is None or on < t["effective_to"]))
    return timedelta(days=next(int(t["days"]) for t in rules))


def all_kinds() -> dict[str, CredentialKind]:
    """Every kind by its key; a room's own goes before a carried one."""
    return {kind.key: kind for kind in (*carried(), *kinds)}


def kind_of(key: str) -> CredentialKind:
    """The kind of that key, or the general one."""
    return all_kinds().get(key, carried()[0])


def issuer() -> str:
    """The address that credentials name as their issuer, without a slash at its end."""
    return (conf.ISSUER or str(settings.MOTCUA_BASE_URL)).rstrip("/")


def vct_of(kind: CredentialKind) -> str:
    """The stable address of a kind."""
    return f"{issuer()}/chung-nhan/loai/{kind.key}/{kind.version}/"


def trusted(address: str) -> Mapping[str, Any] | None:
    """The kept metadata of another issuer; None when it is not trusted here."""
    if not conf.TRUSTED:
        return None
    for path in sorted(Path(conf.TRUSTED).glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict) and found.get("issuer") == address:
            return found
    return None


def check_config() -> list[str]:
    """What is wrong with the settings; in production an issuer is an https address."""
    problems = [] if settings.MOTCUA_DEMO or issuer().startswith("https://") else ["MOTCUA_CREDENTIALS_ISSUER is not an https address"]
    if conf.TRUSTED and not Path(conf.TRUSTED).is_dir():
        problems.append(f"MOTCUA_CREDENTIALS_TRUSTED: {conf.TRUSTED} is no folder")
    return problems

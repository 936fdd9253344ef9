"""The data files that the room carries: catalogue, definitions, synonyms (see ``data/README.md``)."""

from __future__ import annotations

import csv
import gzip
import hashlib
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.casework.adapters import templates
from motcua.platform.casework.rules import overrides
from motcua.platform.casework.rules.everyday import Synonym, synonyms_from
from motcua.platform.casework.rules.lint import errors, lint
from motcua.platform.casework.rules.standing import Standing, standings_from

DATA = Path(__file__).resolve().parents[1] / "data"
CATALOGUE_SOURCE = "dichvucong.gov.vn, 07/2026"
# Procedures that the catalogue lacks although details, or the city's own decisions, name them.
MORE, MORE_DETAILS = DATA / "tthc_more.csv", DATA / "tthc_more.jsonl"
MORE_SOURCE = "chi tiết không có trong danh mục; 3626/QĐ-UBND thành phố Hải Phòng"


def catalogue_text(path: Path | None = None) -> str:
    """The catalogue CSV; bytes that are no UTF-8 become U+FFFD and break their own row only."""
    raw = (path or DATA / "tthc_catalog.csv.gz").read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return raw.decode("utf-8-sig", errors="replace")


def detail_lines(path: Path | None = None) -> list[str]:
    """The details, one JSON document a line."""
    raw = (path or DATA / "tthc_detail.jsonl.gz").read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return raw.decode("utf-8", errors="replace").splitlines()


def digest() -> str:
    """SHA-256 over the carried catalogue: another release with other data is loaded again."""
    found = hashlib.sha256()
    for name in ("tthc_catalog.csv.gz", "tthc_detail.jsonl.gz", MORE.name, MORE_DETAILS.name):
        found.update((DATA / name).read_bytes())
    return found.hexdigest()


@cache
def _definitions() -> tuple[dict[str, Any], ...]:
    raw = [_yaml(path) for path in sorted((DATA / "definitions").glob("*.yaml"))]
    return tuple(overrides.complete(d, template=templates.expanded(d["template"], words=d.get("words"))) for d in raw)


def definition_documents() -> list[dict[str, Any]]:
    """The carried definitions as complete documents, in the order of their codes."""
    return [deepcopy(document) for document in _definitions()]


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Everyday words and what the catalogue calls them."""
    with (DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        return tuple(synonyms_from(csv.DictReader(file)))


@cache
def standings() -> tuple[Standing, ...]:
    """How near procedures stand to people of this city."""
    with (DATA / "standing.csv").open(encoding="utf-8", newline="") as file:
        return standings_from(csv.DictReader(file))


def check_config() -> list[str]:
    """Problems of the carried files; empty when all can be read and every definition passes the linter."""
    problems = [f"{d['procedure']}: {p.path}: {p.en}" for d in definition_documents() for p in errors(lint(d))]
    problems += [f"{name} is missing" for name in ("tthc_catalog.csv.gz", "tthc_detail.jsonl.gz", MORE.name) if not (DATA / name).exists()]
    return problems


def _yaml(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(loaded)

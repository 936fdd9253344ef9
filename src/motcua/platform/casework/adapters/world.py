"""What the linter may take for granted of the carried data: forms with their fields, and legal acts that were replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.casework.rules.form_over import completed
from motcua.platform.casework.rules.lint.world import FormFacts, RetiredLaw, normal_number

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def form_documents() -> Mapping[str, Mapping[str, Any]]:
    """The form documents that this room carries, by key; one that stands over another as a complete document."""
    return completed({path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((DATA / "forms").glob("*.yaml"))})


@cache
def forms() -> Mapping[str, FormFacts]:
    """The carried forms as definitions depend on them."""
    return {key: facts_of(document) for key, document in form_documents().items()}


def facts_of(document: Mapping[str, Any]) -> FormFacts:
    """Names of the fields of a form, and the papers that its file fields bring."""
    fields = list(_fields(document))
    return FormFacts(
        fields=frozenset(f["name"] for f in fields), brings=frozenset(f["requirement"] for f in fields if f.get("requirement"))
    )


def _fields(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for page in document["pages"]:
        yield from page["fields"]


@cache
def retired_laws() -> Mapping[str, RetiredLaw]:
    """Acts that are no longer in force, by their number in lower case."""
    loaded = yaml.safe_load((DATA / "retired-laws.yaml").read_text(encoding="utf-8"))
    return {normal_number(a["number"]): RetiredLaw(number=a["number"], by=a["by"], on=a["day"]) for a in loaded["acts"]}

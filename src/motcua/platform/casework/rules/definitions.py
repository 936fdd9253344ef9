"""Definition documents: what the JSON (authors write YAML) looks like, and how it becomes a ``Definition``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from motcua.kernel.actors import Role
from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.contracts import Definition, DossierStatus, Fee, RequiredPaper, Step, StepAction, Verb

REQUIRES = ("reason", "note", "items", "deadline_days", "decision", "papers", "signature", "fee_paid")
EFFECTS = ("receipt", "start_clock", "pause_clock", "resume_clock", "supplement_sheet", "refusal_sheet", "notify", "result", "stop_notice")


def merge(*, template: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """A document over its template: keys of the document win; steps are taken whole, never mixed."""
    merged = deepcopy(dict(template))
    merged.update({key: value for key, value in document.items() if value is not None})
    return merged


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a definition: the same content has the same hash, whatever its author's layout."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def build(document: Mapping[str, Any], *, version: int) -> Definition:
    """The definition of a linted document. KeyError or ValueError mean that it was not linted."""
    result = document["result"]
    return Definition(
        procedure_code=document["procedure"],
        version=version,
        template=document["template"],
        form_key=document.get("form", ""),
        clock=Limit(amount=int(document["clock"]["amount"]), unit=LimitUnit(document["clock"]["unit"])),
        same_day=bool(document.get("same_day", False)),
        steps=tuple(_step(s) for s in document["steps"]),
        papers=tuple(_paper(p) for p in document.get("papers", [])),
        fees=tuple(_fee(f) for f in document.get("fees", [])),
        result_template=result["template"],
        result_name_vi=result["vi"],
        result_name_en=result["en"],
        supplement_days=int(document["supplement_days"]),
        content_hash=content_hash(document),
    )


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(
        key=raw["key"], role=Role(raw["role"]), name_vi=raw["vi"], name_en=raw["en"],
        actions=tuple(_action(a) for a in raw.get("actions", [])),
    )


def _action(raw: Mapping[str, Any]) -> StepAction:
    return StepAction(
        verb=Verb(raw["verb"]), to_step=raw["to"], status=DossierStatus(raw["status"]), label_vi=raw["vi"], label_en=raw["en"],
        explain_vi=raw["explain_vi"], explain_en=raw["explain_en"], requires=tuple(raw.get("requires", [])),
        effects=tuple(raw.get("effects", [])),
    )


def _paper(raw: Mapping[str, Any]) -> RequiredPaper:
    return RequiredPaper(
        key=raw["key"], name=raw["vi"], name_en=raw.get("en", ""), case=raw.get("case", ""), originals=int(raw.get("originals", 1)),
        copies=int(raw.get("copies", 0)), required=bool(raw.get("required", True)),
    )


def _fee(raw: Mapping[str, Any]) -> Fee:
    return Fee(
        code=raw["code"], name=raw["vi"], name_en=raw.get("en", ""), amount=int(raw["amount"]), sample=bool(raw.get("sample", True))
    )

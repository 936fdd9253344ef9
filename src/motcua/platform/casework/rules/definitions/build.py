"""From a complete document to a ``Definition``. Everything beyond the first generation of documents has a default: old ones still build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from motcua.kernel import decisions
from motcua.kernel.actors import Role
from motcua.kernel.decisions import DecisionTable
from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.contracts import (
    Definition,
    DossierStatus,
    Fee,
    OpinionSpec,
    Outcome,
    OutcomeSpec,
    ProcedureLevel,
    RequiredPaper,
    Resume,
    StatusMaster,
    Step,
    StepAction,
    Submission,
    SubmissionChannel,
    UnitKind,
    UnitResolver,
    Verb,
)

REQUIRES = (
    "reason", "note", "items", "deadline_days", "decision", "papers", "signature", "fee_paid", "comment", "document", "sign", "payment",
    "inspection_report",
)
EFFECTS = (
    "receipt", "start_clock", "pause_clock", "resume_clock", "supplement_sheet", "refusal_sheet", "notify", "result", "stop_notice",
    "ask_opinions", "apology", "return_by_post",
)


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
    months, years = result.get("months"), document.get("retention_years")
    return Definition(
        procedure_code=document["procedure"],
        version=version,
        template=document["template"],
        form_key=document.get("form", ""),
        clock=limit(document["clock"]),
        same_day=bool(document.get("same_day", False)),
        steps=tuple(_step(s) for s in document["steps"]),
        papers=tuple(_paper(p) for p in document.get("papers", [])),
        fees=tuple(_fee(f) for f in document.get("fees", [])),
        result_template=result["template"],
        result_name_vi=result["vi"],
        result_name_en=result["en"],
        supplement_days=int(document["supplement_days"]),
        content_hash=content_hash(document),
        level=ProcedureLevel(document.get("level", "")),
        receiving=tuple(document.get("receiving", [])),
        legal_basis=tuple(document.get("legal_basis", [])),
        outcomes=tuple(_outcome(o) for o in document.get("outcomes", [])),
        retention_years=None if years is None else int(years),
        result_months=None if months is None else int(months),
        resume=Resume(document.get("resume", "continue")),
        submission=submission(document.get("submission") or {}),
        min_level=int(document.get("min_level", 1)),
        appeal_procedure=document.get("appeal_procedure", ""),
        shown_papers=tuple(document.get("shown_papers", [])),
        eligibility=table(document.get("eligibility")),
        fee_table=table(document.get("fee_table")),
    )


def table(raw: Mapping[str, Any] | None) -> DecisionTable | None:
    """A decision table of the document; ``DecisionError`` when it cannot be read."""
    return decisions.from_document(raw) if raw else None


def limit(raw: Mapping[str, Any]) -> Limit:
    """``{amount, unit}`` as a limit."""
    return Limit(amount=int(raw["amount"]), unit=LimitUnit(raw["unit"]))


def unit(raw: str | Mapping[str, Any] | None) -> UnitResolver:
    """``receiving``, ``agency:H24.13``, ``field:site_unit``, or ``{kind, code}``; nothing means the receiving unit."""
    if not raw:
        return UnitResolver()
    if isinstance(raw, str):
        kind, _, code = raw.partition(":")
        return UnitResolver(kind=UnitKind(kind), code=code)
    return UnitResolver(kind=UnitKind(raw["kind"]), code=str(raw.get("code", "")))


def submission(raw: Mapping[str, Any]) -> Submission:
    """``{channel, master}``; nothing means the city's own portal and the city's own status."""
    return Submission(channel=SubmissionChannel(raw.get("channel", "own")), master=StatusMaster(raw.get("master", "city")))


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(
        key=raw["key"], role=Role(raw["role"]), name_vi=raw["vi"], name_en=raw["en"],
        actions=tuple(_action(a) for a in raw.get("actions", [])), unit=unit(raw.get("unit")),
        clock=limit(raw["clock"]) if raw.get("clock") else None, opinions=tuple(_opinion(o) for o in raw.get("opinions", [])),
    )


def _action(raw: Mapping[str, Any]) -> StepAction:
    return StepAction(
        verb=Verb(raw["verb"]), to_step=raw["to"], status=DossierStatus(raw["status"]), label_vi=raw["vi"], label_en=raw["en"],
        explain_vi=raw["explain_vi"], explain_en=raw["explain_en"], requires=tuple(raw.get("requires", [])),
        effects=tuple(raw.get("effects", [])), guard=str(raw.get("guard", "")), guard_vi=raw.get("guard_vi", ""),
        guard_en=raw.get("guard_en", ""),
    )


def _opinion(raw: Mapping[str, Any]) -> OpinionSpec:
    return OpinionSpec(
        key=raw["key"], unit=unit(raw.get("unit")), role=Role(raw["role"]), vi=raw["vi"], en=raw["en"], clock=limit(raw["clock"])
    )


def _outcome(raw: Mapping[str, Any]) -> OutcomeSpec:
    return OutcomeSpec(outcome=Outcome(raw["outcome"]), template=raw["template"], vi=raw["vi"], en=raw["en"])


def _paper(raw: Mapping[str, Any]) -> RequiredPaper:
    return RequiredPaper(
        key=raw["key"], name=raw["vi"], name_en=raw.get("en", ""), case=raw.get("case", ""), originals=int(raw.get("originals", 1)),
        copies=int(raw.get("copies", 0)), required=bool(raw.get("required", True)), required_when=str(raw.get("required_when", "")),
        electronic=bool(raw.get("electronic", True)), register=raw.get("register", ""),
    )


def _fee(raw: Mapping[str, Any]) -> Fee:
    return Fee(
        code=raw["code"], name=raw["vi"], name_en=raw.get("en", ""), amount=int(raw["amount"]), sample=bool(raw.get("sample", True))
    )

"""A definition as its document again, with nothing in it that is at its default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.kernel import decisions
from motcua.kernel.decisions import DecisionTable
from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts import (
    Definition,
    OpinionSpec,
    RequiredPaper,
    Resume,
    Step,
    StepAction,
    Submission,
    UnitResolver,
)


def document_of(definition: Definition) -> dict[str, Any]:
    """The document that builds this definition; ``build(document_of(d), version=d.version)`` differs at most in the content hash."""
    result = {"template": definition.result_template, "vi": definition.result_name_vi, "en": definition.result_name_en}
    rest = _kept({
        "form": definition.form_key, "level": definition.level.value, "receiving": list(definition.receiving),
        "legal_basis": list(definition.legal_basis), "papers": [_paper(p) for p in definition.papers],
        "fees": [
            {"code": f.code, "vi": f.name, "amount": f.amount, "sample": f.sample, **_kept({"en": f.name_en})} for f in definition.fees
        ],
        "outcomes": [{"outcome": o.outcome.value, "template": o.template, "vi": o.vi, "en": o.en} for o in definition.outcomes],
        "retention_years": definition.retention_years, "appeal_procedure": definition.appeal_procedure,
        "shown_papers": list(definition.shown_papers),
        "eligibility": _table(definition.eligibility), "fee_table": _table(definition.fee_table),
    })
    if definition.resume is not Resume.CONTINUE:
        rest["resume"] = definition.resume.value
    if definition.submission != Submission():
        rest["submission"] = {"channel": definition.submission.channel.value, "master": definition.submission.master.value}
    if definition.min_level != 1:
        rest["min_level"] = definition.min_level
    return {
        "procedure": definition.procedure_code, "template": definition.template, "clock": clock_of(definition.clock),
        "same_day": definition.same_day, "supplement_days": definition.supplement_days,
        "result": result | _kept({"months": definition.result_months}), **rest, "steps": [step_of(s) for s in definition.steps],
    }


def step_of(step: Step) -> dict[str, Any]:
    """One step of a document."""
    return {
        "key": step.key, "role": step.role.value, "vi": step.name_vi, "en": step.name_en,
        **_kept({
            "unit": unit_of(step.unit), "clock": clock_of(step.clock) if step.clock else None,
            "opinions": [_opinion(o) for o in step.opinions], "actions": [action_of(a) for a in step.actions],
        }),
    }


def action_of(action: StepAction) -> dict[str, Any]:
    """One action of a document."""
    return {
        "verb": action.verb.value, "to": action.to_step, "status": int(action.status), "vi": action.label_vi, "en": action.label_en,
        "explain_vi": action.explain_vi, "explain_en": action.explain_en,
        **_kept({
            "requires": list(action.requires), "effects": list(action.effects), "guard": action.guard, "guard_vi": action.guard_vi,
            "guard_en": action.guard_en,
        }),
    }


def unit_of(unit: UnitResolver) -> str:
    """A resolver in its short form, empty for the usual one."""
    if unit == UnitResolver():
        return ""
    return f"{unit.kind.value}:{unit.code}" if unit.code else unit.kind.value


def clock_of(limit: Limit) -> dict[str, Any]:
    """``{amount, unit}``."""
    return {"amount": limit.amount, "unit": limit.unit.value}


def _opinion(opinion: OpinionSpec) -> dict[str, Any]:
    return {
        "key": opinion.key, "unit": unit_of(opinion.unit) or "receiving", "role": opinion.role.value, "vi": opinion.vi, "en": opinion.en,
        "clock": clock_of(opinion.clock),
    }


def _paper(paper: RequiredPaper) -> dict[str, Any]:
    usual = RequiredPaper(key="", name="")
    own = {
        "case": paper.case, "originals": paper.originals, "copies": paper.copies, "required": paper.required, "en": paper.name_en,
        "required_when": paper.required_when, "electronic": paper.electronic, "register": paper.register,
    }
    fields = {"en": "name_en"}
    return {"key": paper.key, "vi": paper.name, **{k: v for k, v in own.items() if v != getattr(usual, fields.get(k, k))}}


def _table(table: DecisionTable | None) -> dict[str, Any] | None:
    return None if table is None else decisions.to_document(table)


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}

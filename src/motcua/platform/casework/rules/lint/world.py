"""What a definition refers to and the linter cannot see in the document itself: units, forms, procedures, laws, printed sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.platform.casework.contracts import DefinitionProblem, UnitKind
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.lint.findings import error, warning


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form as a definition depends on it: its fields, and which paper each file field brings."""

    fields: frozenset[str]
    brings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RetiredLaw:
    """A legal act that is no longer in force, what replaced it and from which day."""

    number: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class World:
    """What exists on a day. An empty part is not known, and nothing is held against it."""

    on: date
    units: frozenset[str] = frozenset()
    forms: Mapping[str, FormFacts] = field(default_factory=dict)
    procedures: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()
    retired: Mapping[str, RetiredLaw] = field(default_factory=dict)


def around(document: Mapping[str, Any], world: World) -> Iterator[DefinitionProblem]:
    """References of a well-formed document that lead nowhere; a retired law is a warning."""
    yield from _units(document, world)
    yield from _form(document, world)
    appeal = document.get("appeal_procedure", "")
    if appeal and world.procedures and appeal not in world.procedures:
        yield error("appeal_procedure", f"Không có thủ tục khiếu nại {appeal}.", f"There is no appeal procedure {appeal}.")
    yield from _printed(document, world)
    for i, act in enumerate(document.get("legal_basis", [])):
        gone = world.retired.get(normal_number(act))
        if gone is not None and gone.on <= world.on:
            vi = f"{act} đã được thay bằng {gone.by} từ ngày {gone.on:%d/%m/%Y}."
            yield warning(f"legal_basis[{i}]", vi, f"{act} was replaced by {gone.by} on {gone.on:%d/%m/%Y}.")


def normal_number(act: str) -> str:
    """The number of a legal act without words around it: ``Nghị định 61/2018/NĐ-CP`` → ``61/2018/nđ-cp``."""
    numbered = [word for word in act.replace(",", " ").split() if "/" in word]
    return (numbered[0] if numbered else act).strip().lower()


def _units(document: Mapping[str, Any], world: World) -> Iterator[DefinitionProblem]:
    if not world.units:
        return
    for path, raw in unit_places(document):
        resolver = definitions.unit(raw)
        if resolver.kind is UnitKind.AGENCY and resolver.code not in world.units:
            yield error(path, f"Không có đơn vị “{resolver.code}”.", f"There is no unit “{resolver.code}”.")
    for i, code in enumerate(document.get("receiving", [])):
        if code not in ("communes", "agencies") and code not in world.units:
            yield error(f"receiving[{i}]", f"Không có đơn vị “{code}”.", f"There is no unit “{code}”.")


def unit_places(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every unit resolver of a document with its path."""
    for i, step in enumerate(document["steps"]):
        if step.get("unit"):
            yield f"steps[{i}].unit", step["unit"]
        for j, opinion in enumerate(step.get("opinions", [])):
            yield f"steps[{i}].opinions[{j}].unit", opinion["unit"]


def _form(document: Mapping[str, Any], world: World) -> Iterator[DefinitionProblem]:
    key = document.get("form", "")
    if not key or key == "chung" or not world.forms:  # "chung": the general form is made from the papers, it always fits
        return
    form = world.forms.get(key)
    if form is None:
        yield error("form", f"Không có biểu mẫu “{key}”.", f"There is no form “{key}”.")
        return
    papers = {p["key"]: p for p in document.get("papers", [])}
    for stray in sorted(form.brings - papers.keys()):
        vi = f"Biểu mẫu hỏi giấy tờ “{stray}” mà thủ tục không có."
        yield error("form", vi, f"The form asks for the paper “{stray}”, which the procedure does not have.")
    for i, paper in enumerate(document.get("papers", [])):
        if paper["key"] not in form.brings and paper.get("required", True):
            vi = f"Biểu mẫu không có chỗ tải “{paper['key']}” lên."
            yield error(f"papers[{i}].key", vi, f"The form has no place to upload “{paper['key']}”.")


def _printed(document: Mapping[str, Any], world: World) -> Iterator[DefinitionProblem]:
    if not world.printed:
        return
    places = [("result.template", document["result"]["template"])]
    places += [(f"outcomes[{i}].template", o["template"]) for i, o in enumerate(document.get("outcomes", []))]
    for path, template in places:
        if template not in world.printed:
            yield error(path, f"Không có mẫu in “{template}”.", f"There is no printed template “{template}”.")

"""A form document (what an author writes) into a form definition; every mistake is named with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from motcua.platform.eforms.contracts import (
    GIVEN,
    ROWS,
    SILENT,
    UPLOADS,
    Check,
    FieldKind,
    FormDefinition,
    FormRefused,
    Option,
    UiField,
    UiPage,
    UiSection,
)
from motcua.platform.eforms.rules.expressions import BadExpression, check
from motcua.platform.eforms.rules.parts import PARTS
from motcua.platform.eforms.rules.patterns import PATTERNS
from motcua.platform.eforms.rules.schema import field_schema, form_schema

_CHOICES: Final = frozenset(
    {FieldKind.SELECT, FieldKind.RADIOS, FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT, FieldKind.QUANTITY, FieldKind.MATRIX}
)
# What a kind needs beside its name and label, and no other kind takes.
_NEEDS: Final[dict[str, frozenset[FieldKind]]] = {
    "expression": frozenset({FieldKind.CALCULATED}),
    "lines": frozenset({FieldKind.MATRIX}),
    "levels": frozenset({FieldKind.LINKED}),
    "source": frozenset({FieldKind.LINKED, FieldKind.REFERENCE}),
    "src": frozenset({FieldKind.PICTURE}),
}
# Kinds that cannot stand in a row: they have inputs, files or rows of their own, or are no question.
_NOT_IN_ROWS: Final = frozenset(PARTS) | UPLOADS | ROWS | SILENT | GIVEN | {
    FieldKind.DECLARATION, FieldKind.LINKED, FieldKind.REFERENCE, FieldKind.MATRIX
}  # fmt: skip
_PLAIN: Final = (
    "autocomplete", "max_files", "requirement", "minimum", "maximum", "max_length", "pattern", "suffix", "past", "agrees_born",
    "agrees_sex", "min_rows", "max_rows", "required", "default", "prefill_when", "visible_when", "expression", "result", "source", "src",
    "portrait", "sensitive", "ask_again",
)  # fmt: skip
MEGABYTE: Final = 1_000_000


@cache
def _document_validator() -> jsonschema_rs.Draft202012Validator:
    path = Path(__file__).parents[1] / "data" / "form-document.schema.json"
    return jsonschema_rs.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document in canonical JSON: two documents with the same content are the same version."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def parse(document: Mapping[str, Any]) -> FormDefinition:
    """The definition that a document says. Raises FormRefused (where, why) for the first mistake."""
    key = str(document.get("key", "?"))
    for where, why in shape_errors(document):
        raise FormRefused(key=key, where=where, why=why)
    for where, why in mistakes(document):
        raise FormRefused(key=key, where=where, why=why)
    return build(document)


def shape_errors(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the schema of form documents says against this one: path and reason."""
    for error in _document_validator().iter_errors(dict(document)):
        yield "/".join(map(str, error.instance_path)) or "/", error.message


def build(document: Mapping[str, Any], *, version: int = 0) -> FormDefinition:
    """The definition of a document that was once accepted: what was published stays valid, whatever is asked of new ones."""
    pages = tuple(_page(page) for page in document["pages"])
    title, key = document["title"], str(document["key"])
    return FormDefinition(
        key=key,
        version=version,
        title_vi=title["vi"],
        title_en=title["en"],
        minutes=document.get("minutes", 5),
        schema=form_schema(key=key, title_vi=title["vi"], pages=pages),
        pages=pages,
        checks=_checks(document),
        content_hash=content_hash(document),
    )


def reworded(
    form: FormDefinition, labels: Mapping[str, str], *, registers: Mapping[str, str] | None = None, known: Collection[str] = ()
) -> FormDefinition:
    """The form as one draft asks it: other words for some questions; papers that a register has (``known``) need not be handed in.

    ``registers`` names the register by required paper. Everything else is the same.
    """
    if not labels and not registers:
        return form
    ways = registers or {}

    def of_draft(field: UiField) -> UiField:
        needed = field.required and not (field.requirement and field.requirement in known)
        return replace(
            field, label_vi=labels.get(field.name, field.label_vi), label_en=labels.get(field.name, field.label_en), required=needed,
            register=ways.get(field.requirement, ""),
        )

    pages = tuple(replace(page, fields=tuple(of_draft(f) for f in page.fields)) for page in form.pages)
    loose = tuple(f.name for page in form.pages for f in page.fields if f.required and f.requirement and f.requirement in known)
    schema = form_schema(key=form.key, title_vi=form.title_vi, pages=pages) if loose else form.schema
    return replace(form, pages=pages, schema=schema, not_demanded=loose)


def _page(page: Mapping[str, Any]) -> UiPage:
    lead = page.get("lead", {})
    fields = [_field(f) for f in page.get("fields", ())]
    for section in page.get("sections", ()):
        mine = {"section": section["key"], "section_when": section.get("visible_when")}
        fields += [replace(_field(f), **mine) for f in section["fields"]]
    return UiPage(
        key=page["key"],
        title_vi=page["title"]["vi"],
        title_en=page["title"]["en"],
        lead_vi=lead.get("vi", ""),
        lead_en=lead.get("en", ""),
        visible_when=page.get("visible_when"),
        fields=tuple(fields),
        sections=tuple(_section(s) for s in page.get("sections", ())),
    )


def _section(section: Mapping[str, Any]) -> UiSection:
    lead = section.get("lead", {})
    return UiSection(
        key=section["key"],
        title_vi=section["title"]["vi"],
        title_en=section["title"]["en"],
        lead_vi=lead.get("vi", ""),
        lead_en=lead.get("en", ""),
        visible_when=section.get("visible_when"),
    )


def _field(field: Mapping[str, Any]) -> UiField:
    hint = field.get("hint", {})
    return UiField(
        name=field["name"],
        kind=FieldKind(field["kind"]),
        label_vi=field["label"]["vi"],
        label_en=field["label"]["en"],
        hint_vi=hint.get("vi", ""),
        hint_en=hint.get("en", ""),
        options=tuple(Option(o["value"], o["vi"], o["en"]) for o in field.get("options", ())),
        lines=tuple(Option(o["value"], o["vi"], o["en"]) for o in field.get("lines", ())),
        levels=tuple(Option(str(at), level["vi"], level["en"]) for at, level in enumerate(field.get("levels", ()))),
        prefill=tuple(field.get("prefill", ())),
        max_bytes=field["max_mb"] * MEGABYTE if "max_mb" in field else None,
        accept=tuple(field.get("accept", ())),
        fields=tuple(_field(sub) for sub in field.get("fields", ())),
        **{name: field[name] for name in _PLAIN if name in field},
    )


def _checks(document: Mapping[str, Any]) -> tuple[Check, ...]:
    return tuple(Check(must=c["must"], field=c["field"], vi=c["say"]["vi"], en=c["say"]["en"]) for c in document.get("checks", ()))


def mistakes(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a document of the right shape: where (a field, a page, ``checks``) and why."""
    pages, checks = tuple(_page(page) for page in document["pages"]), _checks(document)
    names: set[str] = set()
    every = {f.name for page in pages for f in page.fields}
    if len({page.key for page in pages}) != len(pages):
        yield "pages", "two pages have the same key"
    for page in pages:
        yield from _expression(page.key, page.visible_when, frozenset(names))
        for field in page.fields:
            if field.name in names:
                yield field.name, "two fields have this name"
            for expression in (field.section_when, field.visible_when, field.prefill_when, field.expression):
                yield from _expression(field.name, expression, frozenset(names))
            yield from _field_mistakes(field, every)
            names.add(field.name)
    for rule in checks:
        if rule.field not in every:
            yield "checks", f"no field {rule.field!r}"
        yield from _expression("checks", rule.must, frozenset(every))


def _expression(where: str, expression: Any, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    try:
        check(expression, names=names)
    except BadExpression as error:
        yield where, str(error)


def _field_mistakes(field: UiField, every: set[str]) -> Iterator[tuple[str, str]]:
    if (field.kind in _CHOICES) is not bool(field.options):
        yield field.name, f"a field of kind {field.kind} {'needs' if field.kind in _CHOICES else 'takes no'} options"
    if len({o.value for o in field.options}) != len(field.options):
        yield field.name, "two options have the same value"
    if (field.kind in ROWS) is not bool(field.fields):
        yield field.name, "only a repeated field or a table has fields, and it needs some"
    for found in (*_kind_mistakes(field), *_default_mistakes(field)):
        yield field.name, found
    if field.pattern and field.pattern not in PATTERNS:
        yield field.name, f"no pattern {field.pattern!r}; there are {', '.join(PATTERNS)}"
    for other in (field.agrees_born, field.agrees_sex):
        if other and other not in every:
            yield field.name, f"no field {other!r} to agree with"
    for sub in field.fields:
        if sub.kind in _NOT_IN_ROWS:
            yield f"{field.name}/{sub.name}", f"a row cannot hold a field of kind {sub.kind}"
        if sub.visible_when is not None or sub.prefill:
            yield f"{field.name}/{sub.name}", "a field of a row has no condition and no source"
        yield from _field_mistakes(sub, every)


def _kind_mistakes(field: UiField) -> Iterator[str]:
    """What the kind needs and lacks, or takes not and has."""
    for needed, kinds in _NEEDS.items():
        if (field.kind in kinds) is not bool(getattr(field, needed)):
            yield f"a field of kind {field.kind} {'needs' if field.kind in kinds else 'takes no'} {needed}"
    if field.kind == FieldKind.HIDDEN and field.default is None:
        yield "a hidden field needs its constant as default"
    if field.kind == FieldKind.DECLARATION and field.default is not None:
        yield "nobody declares by default"


def _default_mistakes(field: UiField) -> Iterator[str]:
    """A default that the field's own contract refuses."""
    if field.default is None or field.kind in GIVEN | SILENT or (field.kind in _CHOICES and not field.options):
        return
    if field.pattern and field.pattern not in PATTERNS:
        return
    if not jsonschema_rs.Draft202012Validator(field_schema(field), validate_formats=True).is_valid(field.default):
        yield f"the default {field.default!r} is no answer of kind {field.kind}"

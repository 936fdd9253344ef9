"""Which questions are asked, what of the answers counts, and what is still wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from motcua.kernel.identifiers import InvalidPersonalNumber, Sex, parse_personal_number
from motcua.platform.eforms.contracts import Facts, FieldError, FieldKind, FormDefinition, UiField, UiPage
from motcua.platform.eforms.rules.expressions import holds, names_in
from motcua.platform.eforms.rules.problems import missing, problem
from motcua.platform.eforms.rules.reading import read
from motcua.platform.eforms.rules.schema import schema_errors

Raw = Mapping[str, Mapping[str, Sequence[str]]]


def asked(form: FormDefinition, values: Mapping[str, Any]) -> Iterator[tuple[UiPage, UiField]]:
    """The questions that these answers lead to, in order. An answer to a question that is not asked does not count."""
    counted: dict[str, Any] = {}
    for page in form.pages:
        if not holds(page.visible_when, counted):
            continue
        for field in page.fields:
            if holds(field.visible_when, counted):
                if values.get(field.name) is not None:
                    counted[field.name] = values[field.name]
                yield page, field


def asked_pages(*, form: FormDefinition, values: Mapping[str, Any]) -> tuple[UiPage, ...]:
    """The pages that these answers lead to, in order."""
    keys = {page.key for page, _ in asked(form, values)}
    return tuple(page for page in form.pages if page.key in keys)


def possible_pages(*, form: FormDefinition, values: Mapping[str, Any]) -> tuple[UiPage, ...]:
    """The pages that are asked or may still be: what their condition looks at has no answer yet."""
    sure, known = {page.key for page in asked_pages(form=form, values=values)}, counted(form, values)
    return tuple(p for p in form.pages if p.key in sure or (p.visible_when is not None and not names_in(p.visible_when) <= set(known)))


def asked_fields(form: FormDefinition, page: UiPage, values: Mapping[str, Any]) -> tuple[UiField, ...]:
    """The questions of one page that these answers lead to."""
    return tuple(field for of, field in asked(form, values) if of.key == page.key)


def counted(form: FormDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that count: those to questions that are asked, in the form's order, without empty ones."""
    return {f.name: values[f.name] for _, f in asked(form, values) if f.kind != FieldKind.INFO and values.get(f.name) is not None}


def between_errors(form: FormDefinition, values: Mapping[str, Any]) -> Iterator[FieldError]:
    """What does not agree between answers: personal numbers with birth and sex, and the form's own checks."""
    data = counted(form, values)
    for _, field in asked(form, values):
        if field.kind == FieldKind.PERSONAL_NUMBER and field.name in data:
            yield from _number_errors(field, data)
    for rule in form.checks:
        if rule.field in data and not holds(rule.must, data):
            yield FieldError(name=rule.field, code="eforms.check", vi=rule.vi, en=rule.en)


def _number_errors(field: UiField, data: Mapping[str, Any]) -> Iterator[FieldError]:
    try:
        number = parse_personal_number(data[field.name])
    except InvalidPersonalNumber:
        yield problem(field, "schema")
        return
    born = data.get(field.agrees_born) if field.agrees_born else None
    if born and int(born[:4]) != number.birth_year:
        yield problem(field, "number_and_birth", year=number.birth_year)
    sex = data.get(field.agrees_sex) if field.agrees_sex else None
    if sex in {Sex.MALE, Sex.FEMALE} and sex != number.sex:
        words = ("nữ", "female") if number.sex is Sex.FEMALE else ("nam", "male")
        yield problem(field, "number_and_sex", sex_vi=words[0], sex_en=words[1])


def errors_of(form: FormDefinition, *, values: Mapping[str, Any], raw: Raw, facts: Facts) -> tuple[FieldError, ...]:
    """Everything that keeps the form from being submitted, in the order of the pages, at most one error per input."""
    found: dict[str, FieldError] = {}
    pages: dict[str, str] = {}
    for page, field in asked(form, values):
        pages[field.name] = page.key
        if field.kind == FieldKind.INFO:
            continue
        if field.name in raw:
            for error in read(field, raw[field.name], facts).errors:
                found.setdefault(error.name, _at(error, page.key))
        elif values.get(field.name) is None and field.required:
            found[field.name] = _at(missing(field), page.key)
        elif gone := _gone_unit(field, values.get(field.name), facts):
            found[field.name] = _at(gone, page.key)
    for error in between_errors(form, values):
        found.setdefault(error.name, _at(error, pages.get(error.name, "")))
    if not found:
        for error in schema_errors(form=form, data=counted(form, values)):
            found.setdefault(error.name, _at(error, pages.get(error.name, "")))
    order = {page.key: place for place, page in enumerate(form.pages)}
    return tuple(sorted(found.values(), key=lambda e: order.get(e.page, len(order))))


def page_errors(form: FormDefinition, page: str, *, values: Mapping[str, Any], raw: Raw, facts: Facts) -> tuple[FieldError, ...]:
    """The errors of one page."""
    return tuple(e for e in errors_of(form, values=values, raw=raw, facts=facts) if e.page == page)


def next_page(form: FormDefinition, page: str, values: Mapping[str, Any]) -> str:
    """The key of the page after ``page``; empty after the last."""
    keys = [p.key for p in asked_pages(form=form, values=values)]
    place = keys.index(page) if page in keys else len(keys)
    return keys[place + 1] if place + 1 < len(keys) else ""


def _gone_unit(field: UiField, value: Any, facts: Facts) -> FieldError | None:
    """A commune that existed when it was chosen and does not exist today."""
    if value is None or field.kind not in (FieldKind.UNIT, FieldKind.ADDRESS):
        return None
    code = value if field.kind == FieldKind.UNIT else value["unit"]
    name = field.name if field.kind == FieldKind.UNIT else f"{field.name}-unit"
    return None if code in facts.units else problem(field, "not_a_unit", name=name)


def _at(error: FieldError, page: str) -> FieldError:
    return FieldError(name=error.name, code=error.code, vi=error.vi, en=error.en, page=page)

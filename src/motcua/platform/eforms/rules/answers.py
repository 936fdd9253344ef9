"""Which questions are asked, what of the answers counts, and what is still wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from motcua.kernel.identifiers import InvalidPersonalNumber, Sex, parse_personal_number
from motcua.platform.eforms.contracts import GIVEN, SILENT, Facts, FieldError, FieldKind, FormDefinition, UiField, UiPage
from motcua.platform.eforms.rules.expressions import evaluate, holds, names_in
from motcua.platform.eforms.rules.problems import missing, problem
from motcua.platform.eforms.rules.reading import read
from motcua.platform.eforms.rules.schema import schema_errors

Raw = Mapping[str, Mapping[str, Sequence[str]]]


def asked(form: FormDefinition, values: Mapping[str, Any], *, today: date | None = None) -> Iterator[tuple[UiPage, UiField]]:
    """The questions that these answers lead to, in order. An answer to a question that is not asked does not count."""
    for page, field, _ in _walk(form, values, today):
        yield page, field


def _walk(form: FormDefinition, values: Mapping[str, Any], today: date | None) -> Iterator[tuple[UiPage, UiField, Any]]:
    """The asked questions with the answer that counts: calculated and hidden ones come from the form, never from what was kept."""
    known: dict[str, Any] = {}
    for page in form.pages:
        if not holds(page.visible_when, known, today=today):
            continue
        for field in page.fields:
            if not all(holds(condition, known, today=today) for condition in (field.section_when, field.visible_when)):
                continue
            value = given(field, known, today) if field.kind in GIVEN else values.get(field.name)
            if value is not None:
                known[field.name] = value
            yield page, field, value


def given(field: UiField, known: Mapping[str, Any], today: date | None) -> Any:
    """The answer that the form itself knows: its constant, or what its expression gives when that is of the promised type."""
    if field.kind == FieldKind.HIDDEN:
        return field.default
    value = evaluate(field.expression, known, today=today)
    return value if isinstance(value, _RESULTS[field.result]) and isinstance(value, bool) == (field.result == "boolean") else None


_RESULTS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "number": (int, float),
    "integer": int,
    "date": str,
    "text": str,
    "boolean": bool,
}


def asked_pages(*, form: FormDefinition, values: Mapping[str, Any], today: date | None = None) -> tuple[UiPage, ...]:
    """The pages that these answers lead to, in order."""
    keys = {page.key for page, field in asked(form, values, today=today) if field.kind != FieldKind.HIDDEN}
    return tuple(page for page in form.pages if page.key in keys)


def possible_pages(*, form: FormDefinition, values: Mapping[str, Any], today: date | None = None) -> tuple[UiPage, ...]:
    """The pages that are asked or may still be: what their condition looks at has no answer yet."""
    sure = {page.key for page in asked_pages(form=form, values=values, today=today)}
    known = counted(form, values, today=today)
    return tuple(p for p in form.pages if p.key in sure or (p.visible_when is not None and not names_in(p.visible_when) <= set(known)))


def asked_fields(form: FormDefinition, page: UiPage, values: Mapping[str, Any], *, today: date | None = None) -> tuple[UiField, ...]:
    """The questions of one page that these answers lead to."""
    return tuple(field for of, field in asked(form, values, today=today) if of.key == page.key)


def counted(form: FormDefinition, values: Mapping[str, Any], *, today: date | None = None) -> dict[str, Any]:
    """The answers that count: those to questions that are asked, in the form's order, without empty ones."""
    return {f.name: value for _, f, value in _walk(form, values, today) if f.kind not in SILENT and value is not None}


def between_errors(form: FormDefinition, values: Mapping[str, Any], *, today: date | None = None) -> Iterator[FieldError]:
    """What does not agree between answers: personal numbers with birth and sex, and the form's own checks."""
    data = counted(form, values, today=today)
    for _, field in asked(form, values, today=today):
        if field.kind == FieldKind.PERSONAL_NUMBER and field.name in data:
            yield from _number_errors(field, data)
    for rule in form.checks:
        if rule.field in data and not holds(rule.must, data, today=today):
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
    for page, field in asked(form, values, today=facts.today):
        pages[field.name] = page.key
        if field.kind in SILENT | GIVEN:
            continue
        if field.name in raw:
            for error in read(field, raw[field.name], facts).errors:
                found.setdefault(error.name, _at(error, page.key))
        elif values.get(field.name) is None and field.required:
            found[field.name] = _at(missing(field), page.key)
        elif gone := _gone_unit(field, values.get(field.name), facts):
            found[field.name] = _at(gone, page.key)
    for error in between_errors(form, values, today=facts.today):
        found.setdefault(error.name, _at(error, pages.get(error.name, "")))
    if not found:
        for error in schema_errors(form=form, data=counted(form, values, today=facts.today)):
            found.setdefault(error.name, _at(error, pages.get(error.name, "")))
    order = {page.key: place for place, page in enumerate(form.pages)}
    return tuple(sorted(found.values(), key=lambda e: order.get(e.page, len(order))))


def page_errors(form: FormDefinition, page: str, *, values: Mapping[str, Any], raw: Raw, facts: Facts) -> tuple[FieldError, ...]:
    """The errors of one page."""
    return tuple(e for e in errors_of(form, values=values, raw=raw, facts=facts) if e.page == page)


def next_page(form: FormDefinition, page: str, values: Mapping[str, Any], *, today: date | None = None) -> str:
    """The key of the page after ``page``; empty after the last."""
    keys = [p.key for p in asked_pages(form=form, values=values, today=today)]
    place = keys.index(page) if page in keys else len(keys)
    return keys[place + 1] if place + 1 < len(keys) else ""


_UNIT_PARTS: Final[Mapping[FieldKind, str]] = {
    FieldKind.UNIT: "",
    FieldKind.ADDRESS: "unit",
    FieldKind.ANY_ADDRESS: "unit",
    FieldKind.OLD_UNIT: "new",
    FieldKind.PLACE: "commune",
}


def unit_gone(field: UiField, value: Any, facts: Facts) -> str | None:
    """The input whose commune does not exist today, after the hyphen (empty for the field itself); None when all is well."""
    if value is None or field.kind not in _UNIT_PARTS:
        return None
    part = _UNIT_PARTS[field.kind]
    code = value[part] if part else value
    return None if not code or code in facts.units else part


def _gone_unit(field: UiField, value: Any, facts: Facts) -> FieldError | None:
    """A commune that existed when it was chosen and does not exist today."""
    part = unit_gone(field, value, facts)
    return None if part is None else problem(field, "not_a_unit", name=f"{field.name}-{part}" if part else field.name)


def _at(error: FieldError, page: str) -> FieldError:
    return FieldError(name=error.name, code=error.code, vi=error.vi, en=error.en, page=page)

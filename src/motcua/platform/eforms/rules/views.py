"""A page of questions as a template shows it, and the answers as the check page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from motcua.kernel.money import format_number
from motcua.kernel.text import sort_key
from motcua.platform.eforms.contracts import Answer, AnswerGroup, Draft, Facts, FieldError, FieldKind, FieldView, FormDefinition, UiField
from motcua.platform.eforms.rules.answers import asked, asked_fields
from motcua.platform.eforms.rules.reading import row_numbers
from motcua.platform.eforms.rules.words import YES_NO, answer_text, decimal, file_size, pick, source_text

WIDGETS: Final[Mapping[FieldKind, str]] = {
    FieldKind.INTEGER: "number",
    FieldKind.DECIMAL: "number",
    FieldKind.BOOLEAN: "radios",
    FieldKind.DECLARATION: "boolean",
    FieldKind.UNIT: "select",
}
MEGABYTE: Final = 1_000_000
FILE_KINDS: Final = (".pdf", ".jpg", ".jpeg", ".png", ".docx")
INLINE_OPTIONS: Final = 3


def field_views(
    *, form: FormDefinition, page: str, draft: Draft, errors: Sequence[FieldError], facts: Facts, language: str
) -> tuple[FieldView, ...]:
    """The questions of one page with what was typed, known sources and errors."""
    wrong = {error.name: error.sentence(language) for error in errors}
    shown = []
    for field in asked_fields(form, form.page(page), draft.values):
        value, raw = draft.values.get(field.name), draft.raw.get(field.name, {})
        source = "" if raw else source_text(field, value, draft.provenance.get(field.name), facts, language)
        view = _Painter(facts, language, wrong)
        shown.append(view.question(field, field.name, value, raw, source=source, rows=draft.rows.get(field.name, 0)))
    return tuple(shown)


class _Painter:
    """Draws questions in one language, with the errors at hand."""

    def __init__(self, facts: Facts, language: str, wrong: Mapping[str, str]) -> None:
        self.facts, self.language, self.wrong = facts, language, wrong

    def question(
        self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]], *, source: str = "", rows: int = 0
    ) -> FieldView:
        """One question, whatever its kind."""
        more: dict[str, Any] = {}
        if field.kind == FieldKind.ADDRESS:
            more["parts"] = self.address(field, name, value or {}, raw)
        elif field.kind == FieldKind.REPEATED:
            more["rows"] = self.rows(field, name, value or [], raw, rows)
            more["can_add"] = len(more["rows"]) < field.max_rows
        elif field.kind == FieldKind.FILE:
            more |= self.files(field, value or [])
        else:
            more["value"] = self.shown(field, name, value, raw)
        return FieldView(
            name=name,
            kind=field.kind.value,
            widget=WIDGETS.get(field.kind, field.kind.value),
            label=pick(self.language, field.label_vi, field.label_en),
            hint=pick(self.language, field.hint_vi, field.hint_en),
            error=self.wrong.get(name, ""),
            required=field.required,
            options=self.options(field),
            source=source,
            autocomplete=field.autocomplete,
            suffix=field.suffix,
            inline=field.kind == FieldKind.BOOLEAN,
            max_length=0,
            attrs={"inputmode": "decimal"} if field.kind == FieldKind.DECIMAL else {},
            **more,
        )

    def shown(self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]]) -> Any:
        """What stands in the input: as typed when it could not be read, else the answer as a person writes it."""
        if raw:
            return self.typed(field, name, raw)
        if value is None:
            return ""
        if field.kind == FieldKind.BOOLEAN:
            return "yes" if value else "no"
        if field.kind == FieldKind.DECIMAL:
            return decimal(value, self.language)
        return format_number(value) if field.kind == FieldKind.INTEGER else value

    def typed(self, field: UiField, name: str, raw: Mapping[str, Sequence[str]]) -> Any:
        """The posted strings of one input."""
        if field.kind == FieldKind.DATE and name not in raw:
            return {part: (raw.get(f"{name}-{part}") or [""])[-1] for part in ("day", "month", "year")}
        sent = raw.get(name) or [""]
        return list(sent) if field.kind == FieldKind.CHECKBOXES else sent[-1]

    def options(self, field: UiField) -> tuple[tuple[str, str], ...]:
        """The choices in the language; communes in the order of the alphabet."""
        if field.kind == FieldKind.BOOLEAN:
            return tuple((value, pick(self.language, vi, en)) for value, vi, en in YES_NO)
        if field.kind == FieldKind.UNIT:
            return units_in_order(self.facts)
        return tuple((o.value, pick(self.language, o.vi, o.en)) for o in field.options)

    def address(self, field: UiField, name: str, value: Mapping[str, str], raw: Mapping[str, Sequence[str]]) -> tuple[FieldView, ...]:
        """The two inputs of an address: the commune of today, and the line within it."""
        texts = {
            "unit": pick(self.language, "Xã, phường, đặc khu", "Commune or ward"),
            "line": pick(self.language, "Số nhà, đường, thôn hoặc tổ dân phố", "House number and street, hamlet or quarter"),
        }
        made = []
        for part, widget in (("unit", "select"), ("line", "text")):
            own = f"{name}-{part}"
            made.append(
                FieldView(
                    name=own,
                    kind=part,
                    widget=widget,
                    label=texts[part],
                    value=(raw.get(own) or [""])[-1] if raw else value.get(part, ""),
                    error=self.wrong.get(own, self.wrong.get(name, "") if part == "unit" else ""),
                    required=field.required,
                    options=units_in_order(self.facts) if part == "unit" else (),
                    autocomplete="off" if part == "unit" else "street-address" if field.autocomplete else "off",
                )
            )
        return tuple(made)

    def rows(
        self, field: UiField, name: str, value: Sequence[Mapping[str, Any]], raw: Mapping[str, Sequence[str]], wanted: int
    ) -> tuple[tuple[int, tuple[FieldView, ...]], ...]:
        """The rows of a repeated question: those typed or answered, and empty ones up to the wanted number."""
        numbers = row_numbers(field, raw, name) if raw else list(range(len(value)))
        least = max(field.min_rows, wanted, 1)
        following = (numbers[-1] + 1) if numbers else 0
        numbers += list(range(following, following + max(0, least - len(numbers))))
        made = []
        for number in numbers[: field.max_rows]:
            row = value[number] if not raw and number < len(value) else {}
            subs = []
            for sub in field.fields:
                own = f"{name}-{number}-{sub.name}"
                typed = {key: sent for key, sent in raw.items() if key == own or key.startswith(f"{own}-")}
                subs.append(self.question(sub, own, row.get(sub.name), typed))
            made.append((number, tuple(subs)))
        return tuple(made)

    def files(self, field: UiField, value: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """What was uploaded, and what may be."""
        kept = tuple({"name": f["name"], "size": file_size(f["size"]), "file_id": f["file_id"]} for f in value)
        limit = (field.max_bytes or 0) // MEGABYTE
        return {"files": kept, "accept": ", ".join(field.accept or FILE_KINDS), "max_mb": limit}


_ORDERED: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}


def units_in_order(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Communes as choices, in Vietnamese order. Sorted once for each set of units."""
    key = tuple(facts.units.items())
    if key not in _ORDERED:
        _ORDERED.clear()
        _ORDERED[key] = tuple(sorted(key, key=lambda unit: sort_key(unit[1])))
    return _ORDERED[key]


def answer_groups(*, form: FormDefinition, draft: Draft, facts: Facts, language: str) -> tuple[AnswerGroup, ...]:
    """Every asked question with its answer in words, page by page, for the check page."""
    groups: dict[str, list[Answer]] = {}
    for page, field in asked(form, draft.values):
        answers = groups.setdefault(page.key, [])
        if field.kind == FieldKind.INFO:
            continue
        value = draft.values.get(field.name)
        answers.append(
            Answer(
                name=field.name,
                label=pick(language, field.label_vi, field.label_en),
                text=answer_text(field=field, value=value, facts=facts, language=language),
                source=source_text(field, value, draft.provenance.get(field.name), facts, language),
                files=tuple(value or ()) if field.kind == FieldKind.FILE else (),
            )
        )
    titles = {page.key: pick(language, page.title_vi, page.title_en) for page in form.pages}
    return tuple(AnswerGroup(page=key, title=titles[key], answers=tuple(answers)) for key, answers in groups.items() if answers)

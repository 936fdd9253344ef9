"""A page of questions as a template shows it, and the answers as the check page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from motcua.kernel.money import format_number
from motcua.platform.eforms.contracts import (
    ROWS,
    SILENT,
    UPLOADS,
    Answer,
    AnswerGroup,
    Draft,
    Facts,
    FieldError,
    FieldKind,
    FieldView,
    FormDefinition,
    PrefilledValue,
    UiField,
)
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.answers import asked, asked_fields
from motcua.platform.eforms.rules.parts import PARTS, Part, choices_of, in_part, parts_of, units_in_order
from motcua.platform.eforms.rules.reading import read, row_numbers
from motcua.platform.eforms.rules.reading.rows import BY_HAND
from motcua.platform.eforms.rules.schema import sensitive
from motcua.platform.eforms.rules.words import (
    RATINGS,
    YES_NO,
    YES_NO_UNKNOWN,
    answer_text,
    decimal,
    file_size,
    held_text,
    known_text,
    pick,
    source_text,
)

WIDGETS: Final[Mapping[FieldKind, str]] = {
    **dict.fromkeys((FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENTAGE, FieldKind.YEAR), "number"),
    **dict.fromkeys((FieldKind.BOOLEAN, FieldKind.YES_NO_UNKNOWN, FieldKind.RATING), "radios"),
    **dict.fromkeys((FieldKind.UNIT, *lists.OF_KIND), "select"),
    **dict.fromkeys(
        (FieldKind.SOCIAL_INSURANCE, FieldKind.OLD_IDENTITY_NUMBER), "personal_number"
    ),
    **dict.fromkeys(
        (FieldKind.TIME, FieldKind.MONTH, FieldKind.PASSPORT, FieldKind.HEALTH_INSURANCE, FieldKind.LICENCE_PLATE, FieldKind.DOSSIER_CODE),
        "text",
    ),
    FieldKind.DECLARATION: "boolean",
    FieldKind.PARTIAL_DATE: "date",
    FieldKind.MULTI_SELECT: "checkboxes",
    FieldKind.PHOTO: "file",
}  # fmt: skip
HINTS: Final[Mapping[FieldKind, tuple[str, str]]] = {
    FieldKind.TIME: ("Ví dụ 7:30 hoặc 14:05", "For example 7:30 or 14:05"),
    FieldKind.MONTH: ("Tháng/năm, ví dụ 9/2026", "Month/year, for example 9/2026"),
    FieldKind.YEAR: ("Bốn chữ số, ví dụ 2026", "Four digits, for example 2026"),
    FieldKind.PARTIAL_DATE: ("Không rõ ngày hoặc tháng thì để trống ô đó.", "Leave day or month empty where it is not known."),
    FieldKind.LICENCE_PLATE: ("Ví dụ 15A-123.45", "For example 15A-123.45"),
    FieldKind.HEALTH_INSURANCE: ("10 chữ số, hoặc đủ 15 ký tự in trên thẻ", "10 digits, or all 15 characters on the card"),
    FieldKind.SOCIAL_INSURANCE: ("10 chữ số", "10 digits"),
    FieldKind.DOSSIER_CODE: ("Ví dụ H24.12-260907-0001", "For example H24.12-260907-0001"),
    FieldKind.PERCENTAGE: ("Từ 0 đến 100", "From 0 to 100"),
}
MEGABYTE: Final = 1_000_000
FILE_KINDS: Final = (".pdf", ".jpg", ".jpeg", ".png", ".docx")
PHOTO_KINDS: Final = (".jpg", ".jpeg", ".png")
KNOWN_OPTIONS: Final = {FieldKind.BOOLEAN: YES_NO, FieldKind.YES_NO_UNKNOWN: YES_NO_UNKNOWN, FieldKind.RATING: RATINGS}
_COMPOSED: Final = frozenset({*PARTS, FieldKind.LINKED, FieldKind.MATRIX})


def field_views(
    *, form: FormDefinition, page: str, draft: Draft, errors: Sequence[FieldError], facts: Facts, language: str, unasked: bool = False
) -> tuple[FieldView, ...]:
    """The questions of one page with what was typed, known sources and errors.

    ``unasked`` adds the questions that the present answers do not lead to, marked as hidden, so that a browser can show them at once.
    """
    wrong = {error.name: error.sentence(language) for error in errors}
    of = form.page(page)
    open_now = {f.name for f in asked_fields(form, of, draft.values, today=facts.today)}
    shown = []
    for field in of.fields:
        if field.kind == FieldKind.HIDDEN or (field.name not in open_now and not unasked):
            continue
        value, raw = draft.values.get(field.name), draft.raw.get(field.name, {})
        source = "" if raw else source_text(field, value, draft.provenance.get(field.name), facts, language)
        painter = _Painter(facts, language, wrong)
        wanted, hidden = draft.rows.get(field.name, 0), field.name not in open_now
        view = painter.question(field, field.name, value, raw, source=source, rows=wanted, hidden=hidden)
        known = known_paper(field, value, draft)
        shown.append(replace(view, hint=" ".join(filter(None, (known_text(known, language), view.hint)))) if known else view)
    return tuple(shown)


def known_paper(field: UiField, value: Any, draft: Draft) -> PrefilledValue | None:
    """What a register said of the paper that a question asks for, while nothing was handed in instead."""
    return draft.known_papers.get(field.requirement) if field.requirement and not value else None


class _Painter:
    """Draws questions in one language, with the errors at hand."""

    def __init__(self, facts: Facts, language: str, wrong: Mapping[str, str]) -> None:
        self.facts, self.language, self.wrong = facts, language, wrong

    def question(
        self,
        field: UiField,
        name: str,
        value: Any,
        raw: Mapping[str, Sequence[str]],
        *,
        source: str = "",
        rows: int = 0,
        hidden: bool = False,
    ) -> FieldView:
        """One question, whatever its kind."""
        hint = HINTS.get(field.kind, ("", ""))
        return FieldView(
            name=name,
            kind=field.kind.value,
            widget=WIDGETS.get(field.kind, field.kind.value),
            label=pick(self.language, field.label_vi, field.label_en),
            hint=pick(self.language, field.hint_vi or hint[0], field.hint_en or hint[1]),
            error=self.wrong.get(name, ""),
            required=field.required,
            options=self.options(field),
            source=source,
            autocomplete=field.autocomplete,
            suffix="%" if field.kind == FieldKind.PERCENTAGE else field.suffix,
            inline=field.kind in (FieldKind.BOOLEAN, FieldKind.YES_NO_UNKNOWN),
            attrs={"inputmode": "decimal"} if field.kind in (FieldKind.DECIMAL, FieldKind.PERCENTAGE) else {},
            hidden=hidden,
            section=field.section,
            sensitive=sensitive(field),
            src=field.src,
            **self.filled(field, name, value, raw, rows),
        )

    def filled(self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]], rows: int) -> dict[str, Any]:
        """What depends on the answer: its inputs, rows, files or value."""
        if field.kind in _COMPOSED:
            parts = self.parts(field, name, value, raw)
            return {"parts": parts, "can_add": field.kind == FieldKind.LINKED and len(parts) < len(field.levels)}
        if field.kind in ROWS:
            shown = self.rows(field, name, value or [], raw, rows)
            columns = tuple(pick(self.language, f.label_vi, f.label_en) for f in field.fields) if field.kind == FieldKind.TABLE else ()
            return {"rows": shown, "can_add": len(shown) < field.max_rows, "columns": columns}
        if field.kind in UPLOADS:
            return self.files(field, value or [])
        if field.kind == FieldKind.REFERENCE:
            return self.reference(field, name, value, raw)
        if field.kind == FieldKind.CALCULATED:
            return {"value": answer_text(field=field, value=value, facts=self.facts, language=self.language)}
        return {"value": self.shown(field, name, value, raw)}

    def shown(self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]]) -> Any:
        """What stands in the input: as typed when it could not be read, else the answer as a person writes it."""
        if raw:
            return self.typed(field, name, raw)
        if value is None:
            return ""
        if field.kind == FieldKind.BOOLEAN:
            return "yes" if value else "no"
        if field.kind in (FieldKind.DECIMAL, FieldKind.PERCENTAGE):
            return decimal(value, self.language)
        if field.kind == FieldKind.PARTIAL_DATE:
            year, month, day = (*value.split("-"), "", "")[:3]
            return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
        if field.kind == FieldKind.MONTH:
            return f"{int(value[5:])}/{value[:4]}"
        return format_number(value) if field.kind == FieldKind.INTEGER else value

    def typed(self, field: UiField, name: str, raw: Mapping[str, Sequence[str]]) -> Any:
        """The posted strings of one input."""
        if WIDGETS.get(field.kind, field.kind) == "date" and name not in raw:
            return {part: (raw.get(f"{name}-{part}") or [""])[-1] for part in ("day", "month", "year")}
        sent = raw.get(name) or [""]
        return list(sent) if field.kind in (FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT) else sent[-1]

    def options(self, field: UiField) -> tuple[tuple[str, str], ...]:
        """The choices in the language; communes in the order of the alphabet."""
        if field.kind in KNOWN_OPTIONS:
            return tuple((value, pick(self.language, vi, en)) for value, vi, en in KNOWN_OPTIONS[field.kind])
        if field.kind == FieldKind.UNIT:
            return units_in_order(self.facts)
        if field.kind in lists.OF_KIND:
            return tuple((e.code, pick(self.language, e.vi, e.en)) for e in lists.entries(field, self.facts))
        return tuple((o.value, pick(self.language, o.vi, o.en)) for o in field.options)

    def parts(self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]]) -> tuple[FieldView, ...]:
        """The inputs of a question that has several."""
        typed = {key.removeprefix(f"{name}-"): (sent or [""])[-1] for key, sent in raw.items()}
        old = typed.get("old", "") if raw else value.get("old", "") if isinstance(value, Mapping) else ""
        listed = parts_of(field, self.facts, value, typed)
        return tuple(self.part(field, part, f"{name}-{part.key}", value, raw, old, first=at == 0) for at, part in enumerate(listed))

    def part(
        self, field: UiField, part: Part, own: str, value: Any, raw: Mapping[str, Sequence[str]], old: str, *, first: bool
    ) -> FieldView:
        """One input of several; the first carries an error of the whole."""
        shown = (raw.get(own) or [""])[-1] if raw else in_part(field, part, value, self.language)
        if raw and part.widget == "date" and own not in raw:
            shown = {piece: (raw.get(f"{own}-{piece}") or [""])[-1] for piece in ("day", "month", "year")}
        whole = own.removesuffix(f"-{part.key}")
        return FieldView(
            name=own,
            kind=part.key,
            widget=part.widget,
            label=pick(self.language, part.vi, part.en),
            hint=pick(self.language, part.hint_vi, part.hint_en),
            value=shown,
            error=self.wrong.get(own, self.wrong.get(whole, "") if first else ""),
            required=(part.required and field.required) or part.key in ("from", "to"),
            options=choices_of(field, part, self.facts, old, self.language),
            autocomplete="street-address" if part.key == "line" and field.autocomplete else part.autocomplete,
            inline=part.widget == "radios",
            rows_high=part.rows,
        )

    def reference(self, field: UiField, name: str, value: Any, raw: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The words to search for, and what was found, as choices."""
        found = list(self.facts.found.get(field.name, ()))
        if value and value["id"] and all(entry["id"] != value["id"] for entry in found):
            found.insert(0, value)
        chosen = (raw.get(f"{name}-choice") or [""])[-1] if raw else (value["id"] or BY_HAND) if value else ""
        by_hand = pick(self.language, "Không có trong kết quả: dùng điều tôi gõ", "Not among the results: use what I typed")
        options = [(entry["id"], ", ".join((entry["label"], *entry.get("facts", {}).values()))) for entry in found]
        if field.name in self.facts.found or value or chosen:
            options.append((BY_HAND, by_hand))
        typed = (raw.get(f"{name}-query") or [""])[-1] if raw else value["label"] if value else ""
        return {"value": {"query": typed, "choice": chosen}, "found": tuple(options)}

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
        usual = PHOTO_KINDS if field.kind == FieldKind.PHOTO else FILE_KINDS
        return {"files": kept, "accept": ", ".join(field.accept or usual), "max_mb": limit}


def as_typed(field: UiField, value: Any, raw: Mapping[str, Sequence[str]], facts: Facts, language: str) -> str:
    """An answer in words, or, where it could not be read, what was typed."""
    got = read(field, raw, facts) if raw else None
    if got is not None and got.value is None:
        return " · ".join(part for sent in raw.values() for part in sent if part.strip())
    return answer_text(field=field, value=value if got is None else got.value, facts=facts, language=language)


def answer_groups(*, form: FormDefinition, draft: Draft, facts: Facts, language: str) -> tuple[AnswerGroup, ...]:
    """Every asked question with its answer in words, page by page, for the check page."""
    groups: dict[str, list[Answer]] = {}
    for page, field in asked(form, draft.values, today=facts.today):
        answers = groups.setdefault(page.key, [])
        if field.kind in SILENT or field.kind == FieldKind.HIDDEN:
            continue
        value = draft.values.get(field.name)
        known = known_paper(field, value, draft)
        told = answer_text(field=field, value=value, facts=facts, language=language)
        answers.append(
            Answer(
                name=field.name,
                label=pick(language, field.label_vi, field.label_en),
                text=held_text(known=known, language=language) if known else told,
                source=source_text(field, value, draft.provenance.get(field.name), facts, language),
                files=tuple(value or ()) if field.kind in UPLOADS else (),
            )
        )
    titles = {page.key: pick(language, page.title_vi, page.title_en) for page in form.pages}
    return tuple(AnswerGroup(page=key, title=titles[key], answers=tuple(answers)) for key, answers in groups.items() if answers)

"""One field of a form with its label, hint, error and, where it was filled in for the person, its source.

What was typed is always shown again as typed, right or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from motcua.kit.ui.items import attributes, items

ONE_LINE: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"type": "text"},
    "number": {"type": "text", "inputmode": "numeric", "class": "is-10"},
    "money": {"type": "text", "inputmode": "numeric", "class": "is-10 mc-number", "autocomplete": "off"},
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "is-20 mc-number"},
    "email": {"type": "email", "inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
    "personal_number": {"type": "text", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "is-20 mc-number"},
    "tax_code": {"type": "text", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "is-20 mc-number"},
    "code": {"type": "text", "autocomplete": "one-time-code", "inputmode": "numeric", "class": "is-10 mc-number"},
    "password": {"type": "password", "autocomplete": "current-password"},
}
GROUPS: Final = frozenset({"date", "radios", "checkboxes"})
KINDS: Final = frozenset(ONE_LINE) | GROUPS | {"textarea", "select", "boolean", "file"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, of radios or of checkboxes."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is already there; ``remove_value`` is what the button "Gỡ" (``name`` + "-remove") sends."""

    name: str
    size: str = ""
    href: str = ""
    remove_value: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as the template needs it."""

    option: Option
    id: str
    chosen: bool


def date_parts(value: Any) -> tuple[str, str, str]:
    """Day, month and year to show for ``value``: a date, ``YYYY-MM-DD``, ``dd/mm/yyyy``, a mapping of the three, or nothing.

    Anything else is shown in the first box as it was typed, so that nothing typed is lost.
    """
    if value is None or value == "":
        return "", "", ""
    if isinstance(value, date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, Mapping):
        return str(value.get("day") or ""), str(value.get("month") or ""), str(value.get("year") or "")
    text = str(value)
    for mark, order in (("-", (2, 1, 0)), ("/", (0, 1, 2))):
        parts = text.split(mark)
        if len(parts) == len(order):
            day, month, year = (parts[place] for place in order)
            return day, month, year
    return text, "", ""


def _date_inputs(name: str, value: Any, autocomplete: str) -> Sequence[Mapping[str, str]]:
    keys = ("day", "month", "year")
    return [
        {
            "key": key,
            "name": f"{name}-{key}",
            "id": f"id_{name}" if key == "day" else f"id_{name}-{key}",
            "value": shown,
            "autocomplete": f"bday-{key}" if autocomplete == "bday" else "off",
        }
        for key, shown in zip(keys, date_parts(value), strict=True)
    ]


def _choices(name: str, options: Iterable[Any] | None, value: Any) -> Sequence[Choice]:
    chosen = {str(part) for part in (value if isinstance(value, list | tuple | set | frozenset) else [value]) if part is not None}
    made = []
    for place, option in enumerate(items(Option, options)):
        made.append(Choice(option, f"id_{name}" if place == 0 else f"id_{name}-{place + 1}", str(option.value) in chosen))
    return made


def _money(value: Any) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def context(
    *,
    kind: str,
    name: str,
    label: str,
    value: Any = None,
    hint: str = "",
    error: str = "",
    source: str = "",
    required: bool = True,
    when: str = "",
    options: Iterable[Any] | None = None,
    heading: int = 0,
    inline: bool = False,
    rows: int = 4,
    accept: str = "",
    max_mb: int = 0,
    multiple: bool = False,
    files: Iterable[Any] | None = None,
    maxlength: int = 0,
    suffix: str = "",
    autocomplete: str = "",
    attrs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One field. Its input has the id ``id_<name>`` (the first of a group), which the error summary links to.

    ``kind``: text, textarea, number, money (đồng), date (three inputs ``<name>-day``, ``-month``, ``-year``), select, radios,
    checkboxes, boolean (one checkbox), file, phone, email, personal_number, tax_code, code, password.
    ``value``: what to show (a list for checkboxes; see :func:`date_parts` for dates). ``options``: Option (value, text, hint).
    ``source``: where a known value came from and when. ``heading`` 1..3 makes the label the page's heading of that level.
    ``files``: KeptFile (name, size, href, remove_value). ``required=False`` adds "(không bắt buộc)" to the label, or
    ``when``: in which case an answer is needed ("bắt buộc khi không chấp thuận").
    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of field {kind!r}; there are {', '.join(sorted(KINDS))}")
    ident = f"id_{name}"
    described = " ".join(
        f"{ident}-{what}"
        for what, there in (("hint", hint or (kind == "file" and (accept or max_mb))), ("source", source), ("error", error))
        if there
    )
    line = dict(ONE_LINE.get(kind, {}))
    css = line.pop("class", "")
    if autocomplete:
        line["autocomplete"] = autocomplete
    extra = {
        **line,
        "aria-describedby": described or None,
        "aria-invalid": "true" if error else None,
        "maxlength": maxlength or None,
        **(attrs or {}),
    }
    if kind not in GROUPS and kind != "file" and required:
        extra.setdefault("aria-required", "true")
    return {
        "kind": kind,
        "part_name": "line" if kind in ONE_LINE else {"radios": "choices", "checkboxes": "choices"}.get(kind, kind),
        "grouped": kind in GROUPS,
        "name": name,
        "ident": ident,
        "label": label,
        "value": "" if value is None else _money(value) if kind == "money" else value,
        "hint": hint,
        "error": error,
        "source": source,
        "required": required,
        "when": when,
        "heading": heading,
        "inline": inline,
        "rows": rows,
        "accept": accept,
        "max_mb": max_mb,
        "multiple": multiple,
        "files": items(KeptFile, files),
        "suffix": suffix,
        "css": css,
        "described": described,
        "checked": kind == "boolean" and value in (True, "true", "on", "1", 1),
        "choices": _choices(name, options, value) if kind in {"radios", "checkboxes", "select"} else (),
        "inputs": _date_inputs(name, value, autocomplete) if kind == "date" else (),
        "extra": attributes(extra),
    }

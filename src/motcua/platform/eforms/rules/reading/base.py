"""What every reader uses: posted strings, the outcome of reading, limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from motcua.platform.eforms.contracts import FieldError, UiField
from motcua.platform.eforms.rules.problems import problem

Posted = Mapping[str, Sequence[str]]
TEXT_LIMIT: Final = 200
AREA_LIMIT: Final = 4000
NUMBER_LIMIT: Final = 10**15
YES: Final = frozenset({"yes", "true", "on", "1"})
NO: Final = frozenset({"no", "false", "off", "0"})
BUTTONS: Final = ("add", "drop", "remove", "search", "next")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: ``value`` is None for an empty answer and for one with errors."""

    value: Any = None
    errors: tuple[FieldError, ...] = ()


def clean(text: object) -> str:
    """The text without control and direction characters."""
    return _CONTROL.sub("", str(text))


def one(posted: Posted, name: str) -> str:
    """The last string sent under ``name``, without control characters; empty when none was."""
    sent = posted.get(name) or ("",)
    return clean(sent[-1])


def keys_of(field: UiField, posted: Posted, name: str = "") -> dict[str, list[str]]:
    """The posted strings that belong to the field, to be shown again as typed. No name of a field holds a hyphen."""
    name = name or field.name
    buttons = {f"{name}-{button}" for button in BUTTONS}
    mine = [key for key in posted if key == name or (key.startswith(f"{name}-") and key not in buttons)]
    return {key: [clean(v) for v in posted[key]] for key in mine}


def wrong(field: UiField, code: str, name: str, **params: object) -> Read:
    """An answer that cannot be read, with its named problem."""
    return Read(errors=(problem(field, code, name=name, **params),))

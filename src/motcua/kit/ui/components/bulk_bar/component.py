"""Do one thing to all selected rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Act:
    """One button: its text and the ``value`` of the parameter ``act`` that it sends."""

    text: str
    value: str
    kind: str = "secondary"


def context(*, action: str, acts: Iterable[Any], ident: str = "bulk", next_url: str = "") -> dict[str, Any]:
    """A POST form with id ``ident``: the check boxes of the table name it (``select_form``). ``acts``: Act (text, value, kind).

    The number of selected rows is counted by the page's script; without script the form works the same.
    """
    return {"action": action, "acts": items(Act, acts), "ident": ident, "next_url": next_url}

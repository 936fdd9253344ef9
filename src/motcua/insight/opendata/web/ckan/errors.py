"""CKAN's refusals, in CKAN's shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class BadRequest(Exception):
    """400 with a bare JSON string, as CKAN answers an unknown action or unreadable JSON."""


class NotFound(Exception):
    """404 ``Not Found Error``."""


class Invalid(Exception):
    """409 ``Validation Error`` with the argument's name."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__(str(fields))
        self.fields = {name: list(reasons) for name, reasons in fields.items()}

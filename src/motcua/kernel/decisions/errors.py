"""The refusal of a decision table: what is wrong and where, in both languages."""

from __future__ import annotations

from motcua.kernel.errors import NamedError


class DecisionError(NamedError):
    """A table that cannot be read, or that gives no clear answer. ``path`` says where (``rules[2].when[0]``); sentences are whole."""

    code = "decisions.wrong"
    status = 422

    def __init__(self, *, vi: str, en: str, path: str = "") -> None:
        self.vi = vi  # type: ignore[misc]
        self.en = en  # type: ignore[misc]
        self.path = path
        super().__init__()

    def sentence(self, language: str) -> str:
        """The sentence for a person; it is complete, so nothing is filled in."""
        return self.en if language == "en" else self.vi

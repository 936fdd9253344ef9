"""The one refusal of the expression language: what is wrong, where, in both languages."""

from __future__ import annotations

from motcua.kernel.errors import NamedError


class FeelError(NamedError):
    """An expression that cannot be read, or that went over a bound while it was computed.

    ``vi`` and ``en`` are whole sentences for the author of the expression; ``at`` is the position in its text (0 = first letter), or -1
    where the fault has no place in the text. A value of the wrong type is no error: it gives null, as the language says.
    """

    code = "feel.wrong"
    status = 422

    def __init__(self, *, vi: str, en: str, at: int = -1) -> None:
        self.vi = vi  # type: ignore[misc]
        self.en = en  # type: ignore[misc]
        self.at = at
        super().__init__()

    def sentence(self, language: str) -> str:
        """The sentence for a person; it is complete, so nothing is filled in."""
        return self.en if language == "en" else self.vi

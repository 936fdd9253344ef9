"""Named errors: every refusal has a code, a Vietnamese and an English sentence and an HTTP status.

A room defines its refusals in ``contracts.py`` as subclasses; ``kit.web.errors`` maps them to pages and JSON once.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import Any, ClassVar


class NamedError(Exception):
    """A refusal that a person can act on.

    Subclasses set ``code`` (``room.thing``), ``vi`` and ``en`` (format strings over the keyword arguments) and ``status``.
    """

    code: ClassVar[str] = "error"
    vi: ClassVar[str] = "Yêu cầu chưa thực hiện được."
    en: ClassVar[str] = "The request could not be carried out."
    status: ClassVar[int] = 400

    def __init__(self, **params: Any) -> None:
        self.params: Mapping[str, Any] = params
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is into another process, without being made anew from its sentence."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    def sentence(self, language: str) -> str:
        """The sentence for a person, in ``vi`` or ``en``."""
        template = self.en if language == "en" else self.vi
        return template.format(**self.params)

    def as_dict(self) -> dict[str, Any]:
        """The JSON body of the refusal, in both languages."""
        return {"error": self.code, "vi": self.sentence("vi"), "en": self.sentence("en")}


class NotFound(NamedError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"
    vi = "Không tìm thấy nội dung này. Kiểm tra lại đường dẫn hoặc mã tra cứu."
    en = "This was not found. Check the address or the look-up code."
    status = 404


class Forbidden(NamedError):
    """The actor is known and may not do this; ``reason_vi`` and ``reason_en`` say why."""

    code = "forbidden"
    vi = "Bạn chưa có quyền thực hiện việc này: {reason_vi}"
    en = "You may not do this: {reason_en}"
    status = 403


class Invalid(NamedError):
    """Input with one or more wrong fields; ``fields`` maps a field name to (vi, en) sentences."""

    code = "invalid"
    vi = "Một số thông tin chưa đúng. Xem lại các ô được đánh dấu."
    en = "Some information is not right. Check the marked fields."
    status = 422

    def __init__(self, *, fields: Mapping[str, tuple[str, str]] | None = None, **params: Any) -> None:
        self.fields: Mapping[str, tuple[str, str]] = fields or {}
        super().__init__(**params)

    def as_dict(self) -> dict[str, Any]:
        """The refusal with its fields."""
        body = super().as_dict()
        body["fields"] = {name: {"vi": vi, "en": en} for name, (vi, en) in self.fields.items()}
        return body

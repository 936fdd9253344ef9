"""A procedure as the editor holds it: its draft, or what runs it while nobody has begun a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import DefinitionProblem, Procedure
from motcua.platform.casework.contracts.lifecycle import DraftUnknown


@dataclass(frozen=True, slots=True)
class Opened:
    """The document that is edited; ``seq`` is 0 while there is no draft."""

    procedure: Procedure
    document: dict[str, Any]
    seq: int
    running: int
    saved: str
    problems: tuple[DefinitionProblem, ...]

    @property
    def code(self) -> str:
        """The code of the procedure."""
        return self.procedure.code

    @property
    def errors(self) -> tuple[DefinitionProblem, ...]:
        """What forbids publication."""
        return tuple(p for p in self.problems if p.severity == "error")


def opened(code: str) -> Opened:
    """The procedure with its draft, or what runs it today. ``ProcedureUnknown``."""
    now = clock.now()
    procedure = casework.procedure(code=code)
    document, version = casework.running_document(code=code, on=clock.today())
    try:
        draft = casework.draft_of(code=code, now=now)
    except DraftUnknown:
        return Opened(procedure, document, 0, version, "", casework.lint_definition(document=document, now=now))
    saved = _("%(who)s lưu lúc %(at)s") % {"who": draft.saved_by, "at": f"{local(draft.saved_at):%H:%M %d/%m/%Y}"}
    return Opened(procedure, dict(draft.document), draft.seq, version, saved, draft.problems)


def keep(found: Opened, document: dict[str, Any], request: HttpRequest) -> None:
    """Save the draft, unless somebody else did since the page was opened. ``DraftStale``."""
    typed = request.POST.get("seq", "")
    expected = int(typed) if typed.isdigit() else found.seq
    casework.save_draft(document=document, actor=actor_of(request), now=clock.now(), expected=expected)


def tabs(code: str, here: str) -> list[dict[str, Any]]:
    """The pages of one procedure."""
    pages = (
        ("casework_definition", _("Tổng quan")), ("casework_definition_process", _("Quy trình")),
        ("casework_definition_form", _("Biểu mẫu")),
        ("casework_definition_trial", _("Chạy thử")), ("casework_definition_compare", _("So sánh")),
        ("casework_definition_history", _("Lịch sử")),
        ("casework_definition_submission", _("Nơi nộp")), ("casework_definition_raw", _("Toàn văn")),
    )
    return [{"href": reverse(name, args=[code]), "text": text, "current": name == here} for name, text in pages]


def frame(found: Opened, here: str) -> dict[str, Any]:
    """What every page of a procedure shows on top."""
    full = found.procedure.name.rstrip(": ")
    short = forms.short_name(full)
    return {"found": found, "code": found.code, "name": short, "full": full if full != short else "", "tabs": tabs(found.code, here)}

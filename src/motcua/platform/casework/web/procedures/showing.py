"""What people and officers will see: the pages of the form, and the process as a picture."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Procedure
from motcua.platform.casework.rules import definitions, picture
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import frame, opened
from motcua.platform.casework.web.procedures.shell import ADMINS
from motcua.platform.eforms import api as eforms


@audience("officer", roles=ADMINS)
@require_GET
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The pages of the form that the draft names, as a person sees them; nothing can be sent."""
    found = opened(code)
    context = {**frame(found, "casework_definition_form"), "pages": [], "problem": ""}
    try:
        document = forms.document_of(_with_draft(found.procedure, found.document))
        keys = [page["key"] for page in document["pages"]]
        context["pages"] = [
            {"key": key, "html": eforms.preview_page(document=document, page=key, now=clock.now(), language=language_of(request))}
            for key in keys
        ]
        context["title"] = words.pair(document["title"]["vi"], document["title"]["en"])
    except NamedError as problem:
        context["problem"] = problem.sentence(language_of(request))
    except (KeyError, ValueError, TypeError):
        context["problem"] = _("Bản nháp còn lỗi nên chưa dựng được biểu mẫu. Xem các lỗi ở trang tổng quan.")
    return render(request, "casework/procedures/form.html", context)


def _with_draft(procedure: Procedure, document: dict[str, object]) -> Procedure:
    """The procedure as it will be: form and papers of the draft."""
    built = definitions.build(document, version=0)
    return replace(procedure, definition=built, papers=built.papers)


@audience("officer", roles=ADMINS)
@require_GET
def process(request: HttpRequest, code: str) -> HttpResponse:
    """The process as a picture with its text, and every way as a table."""
    found = opened(code)
    columns = [_("Bước"), _("Vai trò"), _("Đơn vị"), _("Thời hạn"), _("Đường đi")]
    context = {**frame(found, "casework_definition_process"), "columns": columns}
    try:
        built = definitions.build(found.document, version=0)
        drawn = picture.svg(built, language=language_of(request))
    except (KeyError, ValueError, TypeError, NamedError):
        return render(request, "casework/procedures/process.html", {**context, "problem": True})
    names = dict(words.roles())
    context["picture"] = mark_safe(drawn)  # noqa: S308 (every text in it is escaped where it is drawn)
    context["rows"] = [
        [
            words.pair(s.name_vi, s.name_en), names.get(s.role, s.role), f"{s.unit.kind}:{s.unit.code}".rstrip(":"),
            f"{s.clock.amount} {s.clock.unit}" if s.clock else "",
            "; ".join(f"{words.pair(a.label_vi, a.label_en)} → {a.to_step}" for a in s.actions),
        ]
        for s in built.steps
    ]
    return render(request, "casework/procedures/process.html", context)

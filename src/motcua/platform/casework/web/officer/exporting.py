"""The list as a file: CSV streamed whatever its length, XLSX up to a bound; who took it stays on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local
from motcua.kernel.formulas import inert
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow
from motcua.platform.casework.contracts.desk import InboxFilter
from motcua.platform.casework.web.officer import filters, words

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_TOGETHER = 200  # rows to a chunk of the stream


@audience("officer", roles=ROLES)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list that the address asks for, as ``csv`` or ``xlsx``; the same rows that the officer sees on the page."""
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    wanted, _tab = filters.read(request.GET)
    name = f"ho-so-{local(now):%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        heading = _("Danh sách hồ sơ, lập lúc %(at)s") % {"at": words.at(now)}
        content = casework.list_workbook(actor=actor, now=now, filters=wanted, heading=heading, columns=_heads(), line=_line(language))
        _note(kind, wanted, actor, now)
        return file_response(name=name, mime=files.XLSX, content=content)  # type: ignore[return-value]
    _note(kind, wanted, actor, now)  # before the first row leaves
    rows = casework.every_dossier(actor=actor, now=now, filters=wanted)
    return file_response(name=name, mime="text/csv; charset=utf-8", content=_chunks(rows, language))  # type: ignore[return-value]


def _note(kind: str, wanted: InboxFilter, actor: Actor, now: datetime) -> None:
    """That the list is given, in the log and for everybody in it; a file that is too long to be made is not."""
    details = {"kind": kind, "filters": sorted(wanted.to_document())}
    audit.record(action="casework.list_exported", object_ref=f"list:{actor.ref}", actor=actor, now=now, details=details)
    casework.note_export(filters=wanted, actor=actor, now=now)


def _heads() -> list[str]:
    return [
        _("Mã hồ sơ"), _("Mã thủ tục"), _("Thủ tục"), _("Người nộp"), _("Hình thức"), _("Trạng thái"), _("Bước"), _("Nộp lúc"),
        _("Hẹn trả"), _("Hạn"),
    ]  # fmt: skip


class _line:  # noqa: N801 - a function with a language
    def __init__(self, language: str) -> None:
        self.language, self.steps = language, words.steps()

    def __call__(self, row: DossierRow) -> list[str]:
        channel = row.channel.en if self.language == "en" else row.channel.vi
        return [
            row.code,
            row.procedure_code,
            row.procedure_name,
            row.party_name,
            channel,
            words.status_word(row.status, self.language),
            self.steps.get(row.step, row.step),
            words.at(row.submitted_at),
            words.at(row.due_at),
            words.due_word(row.due_state),
        ]


def _chunks(rows: Iterable[DossierRow], language: str) -> Iterator[bytes]:
    """CSV with a byte order mark, so that spreadsheets read Vietnamese; texts never become formulas."""
    out, line = io.StringIO(), _line(language)
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(_heads())
    for n, row in enumerate(rows, start=1):
        writer.writerow([inert(value) for value in line(row)])
        if n % _TOGETHER == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()

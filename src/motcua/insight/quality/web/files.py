"""The same figures as files: CSV and XLSX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.insight.quality import api
from motcua.insight.quality.adapters import books
from motcua.insight.quality.web import asked as asking
from motcua.insight.quality.web import words
from motcua.insight.quality.web.asked import Asked
from motcua.insight.quality.web.pages import table_columns
from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes
from motcua.kit.web import actor_of, audience, file_response, language_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Line = list[books.Value]


@audience("public")
@require_GET
def download(request: HttpRequest, what: str, fmt: str) -> HttpResponseBase:
    """The index, or a ranking, as CSV or XLSX; never of officers."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    columns, rows = _index_lines(request, chosen) if what == "chi-so" else _rank_lines(request, chosen, what)
    name = f"chat-luong-{what}-{chosen.period.code}.{fmt}"
    if fmt == "csv":
        return file_response(name=name, mime="text/csv; charset=utf-8", content=csv_bytes(columns, rows))
    heading = [_("Chất lượng phục vụ người dân, doanh nghiệp"), f"{chosen.label}, {chosen.period.label(language_of(request))}"]
    return file_response(name=name, mime=_XLSX, content=books.xlsx(title=what, heading=heading, columns=columns, codes=(), rows=rows))


@audience("public")
@require_GET
def table_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """A counting table as XLSX, with the codes of its columns."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    found = api.counting_table(
        code=code, period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now
    )
    heads = [str(c["text"]).partition(" ")[::2] for c in table_columns(found, language)]
    rows: list[Line] = [[number, row.label, *row.counts] for number, row in enumerate(found.rows or (), start=1)]
    if found.total and found.rows is not None:
        rows.append(["", _("Tổng số"), *found.total.counts])
    as_of = show_instant(found.as_of, language) if found.as_of else "–"
    heading = [
        f"{found.form.code}. {found.form.name(language)}",
        f"{chosen.label}, {chosen.period.label(language)}",
        _("Ảnh chụp %(snapshot)s, %(as_of)s; truy vấn %(hash)s")
        % {"snapshot": found.snapshot or "–", "as_of": as_of, "hash": found.query_hash},
    ]
    content = books.xlsx(title=code, heading=heading, columns=[h[1] for h in heads], codes=[h[0] for h in heads], rows=rows)
    return file_response(name=f"bieu-{code}-{chosen.period.code}.xlsx", mime=_XLSX, content=content)


def _index_lines(request: HttpRequest, chosen: Asked) -> tuple[list[str], list[Line]]:
    now = clock.now()
    language = language_of(request)
    found = api.index(period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now)
    columns = [str(c["text"]) for c in words.part_columns()]
    columns += [_("Căn cứ"), _("Mã băm của câu truy vấn"), _("Ảnh chụp dữ liệu"), _("Ghi chú")]
    rows: list[Line] = [
        [
            s.ratio.code, s.ratio.name(language), s.value, s.numerator, s.denominator, s.earned, s.points, s.ratio.law, s.query_hash,
            found.snapshot, words.why_unknown(s, language=language),
        ]
        for g in found.groups for s in g.ratios
    ]  # fmt: skip
    end: Line = ["", words.known(found), found.score, None, None, found.earned, found.known_points, "", "", found.snapshot]
    rows.append([*end, words.band_word(found.band)])
    return columns, rows


def _rank_lines(request: HttpRequest, chosen: Asked, what: str) -> tuple[list[str], list[Line]]:
    by = api.Dimension.UNIT if what == "don-vi" else api.Dimension.PROCEDURE
    subject = chosen.subject if by is api.Dimension.PROCEDURE else api.Subject(procedure_code=chosen.subject.procedure_code)
    found = api.ranking(
        by=by, period=chosen.period, subject=subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=clock.now()
    )
    columns = [_("Mã"), _("Tên"), _("Hạng"), _("Điểm"), _("Xếp loại"), _("Điểm đạt"), _("Điểm có số liệu")]
    rows: list[Line] = [
        [r.code, r.name, r.place, r.index.score, words.band_word(r.index.band), r.index.earned, r.index.known_points] for r in found
    ]
    return columns, rows

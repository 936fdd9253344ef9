"""Pages of officers: an officer's own results, those of his people for a leader, the rows behind a figure, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.units import api as units
from motcua.insight.quality import api, policies
from motcua.insight.quality.web import asked as asking
from motcua.insight.quality.web import words
from motcua.insight.quality.web.pages import common, index_context, ratio_note
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.numbers import shown
from motcua.kit.web import actor_of, audience, language_of

_PAGE = 50


@audience("officer")
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The officers of a unit for its leader, else the officer's own results."""
    now = clock.now()
    chosen = asking.read(request, now=now, officer=True)
    actor = actor_of(request)
    led = sorted(policies.led_units(actor))
    if chosen.subject.officer_id or not led:
        return _one(request, chosen)
    unit_code = chosen.subject.unit_code or led[0]
    mine = chosen.of(unit_code=unit_code, procedure_code="")
    rows = api.ranking(
        by=api.Dimension.OFFICER, period=chosen.period, subject=mine.subject, snapshot=chosen.snapshot or None, actor=actor, now=now
    )
    language = language_of(request)
    on = asking.last_day(chosen.period, local_date(now))
    context = {
        **common(mine, now, language),
        "unit_options": [(code, _name(code, on, language)) for code in led],
        "title": _("Chất lượng phục vụ của cán bộ"),
        "who": _name(unit_code, on, language),
        "columns": words.rank_columns(_("Cán bộ")),
        "rows": words.rank_rows(rows, asked=mine, page="work"),
        "own_href": mine.of(officer_id=str(actor.subject_id), unit_code="").link("work"),
    }
    return render(request, "quality/officers.html", context)


@audience("officer")
@require_GET
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind a sub-index, for the officers who may see them."""
    now = clock.now()
    chosen = asking.read(request, now=now, officer=True)
    language = language_of(request)
    wanted = request.GET.get("phan", "")
    part = api.Part(wanted) if wanted in set(api.Part) else api.Part.ALL
    after = request.GET.get("sau", "").replace("\x00", "")[:64]
    page = api.rows(
        key=key, period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, part=part, actor=actor_of(request),
        now=now, after=after, limit=_PAGE,
    )  # fmt: skip
    ratio = page.score.ratio
    more = {"phan": "" if part is api.Part.ALL else str(part)}
    named = ((api.Part.ALL, _("Tất cả")), (api.Part.GOOD, _("Đạt")), (api.Part.OTHER, _("Không đạt")))
    public = "ratio" if not chosen.subject.officer_id else ""
    context = {
        **common(chosen, now, language),
        "title": _("Các hồ sơ: %(ratio)s") % {"ratio": ratio.name(language)},
        "note": ratio_note(page.score, language=language),
        "crumbs": [{"text": ratio.name(language), "href": chosen.link(public, key)}] if public else [],
        "tabs": [{"text": text, "href": chosen.link("rows", key, phan=str(p)), "current": p is part} for p, text in named],
        "columns": [{"text": t} for t in (_("Mã hồ sơ"), _("Đơn vị"), _("Thủ tục"), _("Ngày"), _("Đạt"))],
        "rows": _row_cells(page, language=language, on=asking.last_day(chosen.period, local_date(now))),
        "first_href": chosen.link("rows", key, **more) if after else "",
        "next_href": chosen.link("rows", key, sau=page.next_after, **more) if page.next_after else "",
        "statement": page.statement.sql,
    }
    return render(request, "quality/rows.html", context)


@audience("officer")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the index that the page showed, at the snapshot it showed."""
    now = clock.now()
    request.GET = request.POST  # type: ignore[assignment]  # the form carries what the address of the page carried
    chosen = asking.read(request, now=now)
    done = api.publish(period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now)
    told = {"at": show_instant(done.published_at, language_of(request)), "snapshot": done.snapshot}
    messages.success(request, _("Đã công bố lúc %(at)s, ảnh chụp %(snapshot)s.") % told)
    return redirect(chosen.link("index"))


def _one(request: HttpRequest, chosen: asking.Asked) -> HttpResponse:
    """The results of one officer: himself, or one of the unit that the reader leads."""
    now = clock.now()
    actor = actor_of(request)
    own = not chosen.subject.officer_id or chosen.subject.officer_id == str(actor.subject_id)
    subject = chosen.of(officer_id=str(actor.subject_id), unit_code="", procedure_code="") if own else chosen.of(procedure_code="")
    context = {
        **index_context(request, subject, now),
        "title": _("Kết quả của bạn") if own else _("Kết quả của một cán bộ"),
        "who": "" if own else chosen.unit_name,
        "row_links": [
            {"text": r.name(language_of(request)), "href": subject.link("rows", r.key)}
            for g in api.definition() for r in g.ratios if api.Dimension.OFFICER in r.dimensions
        ],
        "crumbs": [] if own else [{"text": _("Chất lượng phục vụ của cán bộ"), "href": reverse("quality_work")}],
    }  # fmt: skip
    return render(request, "quality/officer.html", context)


def _name(code: str, on: object, language: str) -> str:
    try:
        return units.get(code=code, on=on).label(language)  # type: ignore[arg-type]
    except NamedError:
        return code  # the unit did not exist in that period


def _row_cells(page: api.RowPage, *, language: str, on: object) -> list[list[object]]:
    made: list[list[object]] = []
    names: dict[str, str] = {}
    for row in page.rows:
        if row.unit_code not in names:
            names[row.unit_code] = _name(row.unit_code, on, language)
        # The desk's address of a dossier is fixed for all rooms; the page there decides once more who may open it.
        link = {"text": row.dossier_code, "href": f"/lam-viec/ho-so/{row.dossier_code}/"}
        good = row.good >= row.each
        text = (_("Có") if good else _("Không")) if row.each == 1 else f"{shown(row.good)}/{shown(row.each)}"
        cell = {"text": text, "state": "done" if good else "stopped"}
        made.append([link, names[row.unit_code], row.procedure_code, show_date(row.day, language) if row.day else "–", cell])
    return made

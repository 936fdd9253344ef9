"""One procedure: where it stands, its parts with what the linter says of each, and how a draft begins and ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.kit import clock
from motcua.kit.web import actor_of, audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.web.procedures import parts, words
from motcua.platform.casework.web.procedures.opened import Opened, frame, opened
from motcua.platform.casework.web.procedures.shell import ADMINS
from motcua.platform.casework.web.procedures.table import TABLES

_SHORT = 90


@audience("officer", roles=ADMINS)
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The parts of a procedure as a list of tasks, with findings by place."""
    found = opened(code)
    coming = next((v for v in casework.versions(code=code) if v.state == "scheduled"), None)
    context = {
        **frame(found, "casework_definition"), "tasks": _tasks(found), "steps": _steps(found), "papers": _papers(found),
        "step_columns": [_("Bước"), _("Vai trò"), _("Đơn vị"), _("Thời hạn"), {"text": _("Đường đi"), "numeric": True}, _("Kiểm tra")],
        "paper_columns": [_("Giấy tờ"), _("Khi nào"), _("Nguồn thay thế"), _("Kiểm tra")],
        "problems": [_problem(found, p) for p in found.problems], "facts": _facts(found), "coming": coming,
    }
    return render(request, "casework/procedures/overview.html", context)


def _facts(found: Opened) -> list[dict[str, Any]]:
    document = found.document
    names = {t.key: words.pair(t.vi, t.en) for t in casework.definition_templates()}
    chosen = document.get("chosen") or {}
    template = names.get(document.get("template", ""), document.get("template", ""))
    why = words.pair(chosen["vi"], chosen["en"]) if chosen else ""
    here = reverse("casework_definition_template", args=[found.code])
    running = _("bản %(number)s") % {"number": found.running} if found.running else _("suy ra từ danh mục quốc gia, chưa có bản nào")
    return [
        {"name": _("Mẫu quy trình"), "value": [template, why] if why else template, "change_href": here},
        {"name": _("Đang áp dụng"), "value": running},
        {"name": _("Bản nháp"), "value": found.saved or _("chưa có; sửa một phần bất kỳ để bắt đầu")},
        {"name": _("Nơi nộp"), "value": _submission(found)},
    ]


def _submission(found: Opened) -> str:
    submission = casework.submission_of(code=found.code, on=clock.today())
    place = _("Cổng dịch vụ công quốc gia") if submission.channel == "national" else _("Cổng của thành phố")
    master = _("hệ thống của bộ") if submission.master == "ministry" else _("hệ thống của thành phố")
    return _("%(place)s; trạng thái theo %(master)s") % {"place": place, "master": master}


def _tasks(found: Opened) -> list[dict[str, str]]:
    return [_task(found, key) for key in ("co-ban", "thoi-han", "phi", "dieu-kien", "ket-qua")]


def _steps(found: Opened) -> list[list[Any]]:
    listed, names = found.document.get("steps"), dict(words.roles())
    rows: list[list[Any]] = []
    for i, step in enumerate(listed if isinstance(listed, list) else [], start=1):
        known = step if isinstance(step, dict) else {}
        clock = known.get("clock") if isinstance(known.get("clock"), dict) else {}
        text = words.pair(str(known.get("vi", "?")), str(known.get("en", "?")))
        task = _task(found, f"buoc-{i}", name=text)
        rows.append([
            {"text": text, "href": task["href"]}, names.get(str(known.get("role")), ""), str(known.get("unit", "")),
            f"{clock.get('amount')} {dict(parts.units()).get(clock.get('unit', ''), '')}" if clock else "",
            str(len(known.get("actions") or [])), {"text": task["state_text"], "state": task["state"]},
        ])  # fmt: skip
    return rows


def _papers(found: Opened) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for i, paper in enumerate(found.document.get("papers") or [], start=1):
        text = words.pair(str(paper.get("vi", "?")), str(paper.get("en") or paper.get("vi", "?")))
        task = _task(found, f"giay-to-{i}", name=text[:_SHORT])
        when = str(paper.get("required_when") or "")
        asked = _("bắt buộc") if paper.get("required", True) else _("bắt buộc khi") if when else _("không bắt buộc")
        rows.append([
            {"text": task["text"], "href": task["href"]}, {"text": asked, "hint": when}, str(paper.get("register") or ""),
            {"text": task["state_text"], "state": task["state"]},
        ])  # fmt: skip
    return rows


def _task(found: Opened, key: str, name: str = "") -> dict[str, str]:
    part = parts.find(found.document, key)
    title = name or (part.title if part else key)
    mine = [p for p in found.problems if _belongs(found, p, key)]
    state = "late" if any(p.severity == "error" for p in mine) else "waiting" if mine else "done"
    text = {"late": _("Có lỗi"), "waiting": _("Có cảnh báo"), "done": _("Sạch")}[state]
    return {"text": title, "href": _address(found.code, key), "state": state, "state_text": text}


def _address(code: str, key: str) -> str:
    """Where a part is edited: fees and conditions as a grid, everything else on its page of boxes."""
    return reverse("casework_definition_table" if key in TABLES else "casework_definition_part", args=[code, key])


def address_of_path(code: str, path: str) -> str:
    """Where a finding is mended, by its path alone; steps are found from the overview, whose document is not read here."""
    place = "" if path.startswith("steps") else parts.part_of(path, {})
    return _address(code, place) if place else reverse("casework_definition", args=[code])


def _belongs(found: Opened, problem: DefinitionProblem, key: str) -> bool:
    place = parts.part_of(problem.path, found.document)
    step = key.removeprefix("buoc-")
    return place == key or (key.startswith("buoc-") and place.startswith(f"viec-{step}-"))


def _problem(found: Opened, problem: DefinitionProblem) -> dict[str, str]:
    place = parts.part_of(problem.path, found.document)
    href = _address(found.code, place) if place else reverse("casework_definition_raw", args=[found.code])
    severity = _("Lỗi") if problem.severity == "error" else _("Cảnh báo")
    return {"text": words.pair(problem.vi, problem.en), "path": problem.path, "href": href, "severity": severity, "kind": problem.severity}


@audience("officer", roles=ADMINS)
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft from what runs the procedure."""
    casework.begin_draft(code=code, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã tạo bản nháp. Quy trình đang áp dụng không đổi cho đến khi công bố."))
    return redirect("casework_definition", code=code)


@audience("officer", roles=ADMINS)
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    casework.discard_draft(code=code, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("casework_definition", code=code)


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another template: its steps replace those of the draft, the rest is kept."""
    found = opened(code)
    known = {t.key: t for t in casework.definition_templates()}
    chosen = request.POST.get("mau", "")
    if request.method == "POST" and chosen in known:
        casework.begin_draft(code=code, actor=actor_of(request), now=clock.now(), template=chosen)
        messages.success(request, _("Đã thay các bước theo mẫu “%(name)s”.") % {"name": words.pair(known[chosen].vi, known[chosen].en)})
        return redirect("casework_definition", code=code)
    options = [{"value": t.key, "text": words.pair(t.vi, t.en), "hint": words.pair(t.about_vi, t.about_en)} for t in known.values()]
    errors = {"mau": _("Chọn một mẫu quy trình.")} if request.method == "POST" else {}
    context = {
        **frame(found, "casework_definition"), "options": options, "value": found.document.get("template", ""), "errors": errors,
    }
    return render(request, "casework/procedures/template.html", context, status=422 if errors else 200)

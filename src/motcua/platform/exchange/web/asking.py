"""Writing a data-sharing request: one question on a page, kept as a draft, checked as a whole, handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import SettingWrong, ThingUnknown
from motcua.platform.exchange.contracts.drafting import DraftInfo
from motcua.platform.exchange.web import questions
from motcua.platform.exchange.web.frame import PEOPLE, asked, at, kept, place
from motcua.platform.exchange.web.reading import Typed

_SAVE = "luu"


@dataclass(frozen=True, slots=True)
class Step:
    """A question: its title, the fields that ask it, how they are read into answers, how the answer is told on the summary."""

    title: Callable[[], str]
    fields: Callable[[HttpRequest, Mapping[str, Any]], list[dict[str, Any]]]
    read: Callable[[Typed, HttpRequest, Mapping[str, Any]], dict[str, Any]]
    shown: Callable[[HttpRequest, Mapping[str, Any]], Any]
    answers: tuple[str, ...]


STEPS: dict[str, Step] = {
    "he-thong": Step(lambda: _("Hệ thống nào của đơn vị bạn cần dữ liệu?"), questions.client, questions.read_client,
        questions.client_shown, ("client",)),
    "muc-dich": Step(lambda: _("Dùng dữ liệu vào việc gì?"), questions.purpose, questions.read_purpose, questions.plain("purpose"),
        ("purpose",)),
    "can-cu": Step(lambda: _("Căn cứ pháp lý nào?"), questions.ground, questions.read_ground, questions.plain("ground"), ("ground",)),
    "dich-vu": Step(lambda: _("Cần dịch vụ nào?"), questions.service, questions.read_service, questions.service_shown, ("service",)),
    "thao-tac": Step(lambda: _("Cần gọi những thao tác nào?"), questions.endpoints, questions.read_endpoints, questions.endpoints_shown,
        ("endpoints",)),
    "truong": Step(lambda: _("Cần những trường nào?"), questions.wanted, questions.read_wanted, questions.wanted_shown, ("fields",)),
    "thoi-han": Step(lambda: _("Cần từ ngày nào đến ngày nào?"), questions.period, questions.read_period, questions.period_shown,
        ("from_on", "until_on")),
    "so-luot": Step(lambda: _("Dự kiến mấy lượt gọi một ngày?"), questions.volume, questions.read_volume, questions.plain("per_day"),
        ("per_day",)),
}


@audience("officer", roles=PEOPLE)
def begin(request: HttpRequest) -> HttpResponse:
    """What will be asked, the reader's drafts, and the way in; ``gia-han`` begins with what an earlier request said."""
    actor, now = actor_of(request), clock.now()
    own = api.own_clients(actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            draft = api.begin_draft(answers=_earlier(request) or ({"client": own[0].id} if len(own) == 1 else {}), actor=actor, now=now)
        except Invalid as wrong:
            errors = {name: pair[language_of(request) == "en"] for name, pair in wrong.fields.items()}
        else:
            return redirect(_page(draft, "muc-dich" if len(own) == 1 else "he-thong"))
    rows = [
        [{"text": str(d.answers.get("purpose") or _("Chưa có tên")), "href": _next(d)}, f"{_done(d)}/{len(STEPS)}", at(d.changed_at),
         {"text": _("Xoá"), "href": place("exchange_ask_drop", nhap=str(d.id))}]
        for d in api.drafts(actor=actor)
    ]  # fmt: skip
    context = {
        "title": _("Lập yêu cầu chia sẻ dữ liệu"), "own": bool(own), "errors": errors, "drafts": rows, "renews": asked(request, "gia-han",
            30),
        "columns": [{"text": t} for t in (_("Bản nháp"), _("Đã trả lời"), _("Sửa lần cuối"), _("Việc"))],
        "questions": [step.title() for step in STEPS.values()], "back": reverse("exchange_requests"),
    }  # fmt: skip
    return render(request, "exchange/begin.html", context, status=422 if errors else 200)


@audience("officer", roles=PEOPLE)
def question(request: HttpRequest) -> HttpResponse:
    """One question of a draft."""
    draft, key = _draft(request), asked(request, "buoc", 20)
    step = STEPS.get(key)
    if step is None:
        raise ThingUnknown(name=key)
    fields, errors = step.fields(request, draft.answers), {}
    if request.method == "POST":
        read = Typed(request)
        answers = step.read(read, request, draft.answers)
        leaving = _SAVE in request.POST
        if not read.faults or (leaving and not any(answers.values())):
            api.keep_answers(draft=draft.id, answers={} if read.faults else answers, actor=actor_of(request), now=clock.now())
            return _onward(request, draft.id, key, leaving=leaving)
        errors = {name: pair[language_of(request) == "en"] for name, pair in read.faults.items()}
    single = len(fields) == 1
    shown = [{**f, "heading": 1 if single else 0, "error": errors.get(str(f["name"]), ""), "value": kept(request, f)} for f in fields]
    numbered = list(STEPS)
    context = {
        "page_title": step.title(), "fields": shown, "errors": errors, "step": numbered.index(key) + 1, "steps": len(numbered),
            "save_name": _SAVE,
        "back_url": _back(request, draft, key), "single": single,
    }  # fmt: skip
    return render(request, "exchange/question.html", context, status=422 if errors else 200)


@audience("officer", roles=PEOPLE)
def check(request: HttpRequest) -> HttpResponse:
    """All answers with the way to change each; hand it in."""
    draft, errors = _draft(request), []
    if request.method == "POST":
        try:
            code = api.hand_in(draft=draft.id, actor=actor_of(request), now=clock.now())
        except SettingWrong as wrong:
            said = (_problem(draft.id, name, pair[language_of(request) == "en"]) for name, pair in wrong.fields.items())
            errors = list({one["href"]: one for one in said}.values())  # a question of two fields is named once
        else:
            messages.success(request, _("Đã gửi yêu cầu %(code)s. Cơ quan chủ dữ liệu sẽ trả lời tại đây.") % {"code": code})
            return redirect("exchange_request", code=code)
    facts = [
        {"name": step.title(), "value": step.shown(request, draft.answers), "change_href": f"{_page(draft.id, key)}&sua=1"} for key,
            step in STEPS.items()
    ]
    if draft.answers.get("renews"):
        facts.append({"name": _("Gia hạn cho"), "value": draft.answers["renews"]})
    context = {"page_title": _("Kiểm tra trước khi gửi"), "facts": facts, "errors": errors, "back_url": _page(draft.id, list(STEPS)[-1])}
    return render(request, "exchange/check.html", context, status=422 if errors else 200)


@audience("officer", roles=PEOPLE)
def drop(request: HttpRequest) -> HttpResponse:
    """Throw a draft away, after asking."""
    draft = _draft(request)
    if request.method == "POST":
        api.drop_draft(draft=draft.id, actor=actor_of(request))
        messages.success(request, _("Đã xoá bản nháp."))
        return redirect("exchange_ask")
    facts = [{"name": step.title(), "value": step.shown(request, draft.answers)} for step in STEPS.values()]
    context = {"title": _("Xoá bản nháp này?"), "facts": facts, "yes": _("Xoá bản nháp"), "back": reverse("exchange_ask"), "fields": [],
        "errors": {}}
    return render(request, "exchange/form.html", context)


def _onward(request: HttpRequest, draft: UUID, key: str, *, leaving: bool) -> HttpResponse:
    if leaving:
        messages.success(request, _("Đã lưu bản nháp. Viết tiếp bất cứ lúc nào trong 60 ngày."))
        return redirect("exchange_ask")
    keys = list(STEPS)
    following = keys.index(key) + 1
    asks_again = key == "dich-vu"  # another service offers other operations and fields
    if (asked(request, "sua", 1) and not asks_again) or following == len(keys):
        return redirect(place("exchange_ask_check", nhap=str(draft)))
    return redirect(_page(draft, keys[following]))


def _back(request: HttpRequest, draft: DraftInfo, key: str) -> str:
    if asked(request, "sua", 1):
        return place("exchange_ask_check", nhap=str(draft.id))
    before = list(STEPS).index(key) - 1
    return _page(draft.id, list(STEPS)[before]) if before >= 0 else reverse("exchange_ask")


def _earlier(request: HttpRequest) -> dict[str, Any]:
    """The answers of the request that is to be renewed."""
    code = asked(request, "gia-han", 30)
    if not code:
        return {}
    found = api.request(code=code, actor=actor_of(request))
    return {
        "client": found.client, "service": found.service, "purpose": found.purpose, "ground": found.ground, "per_day": found.per_day,
        "endpoints": [list(one) for one in found.endpoints], "fields": list(found.fields), "renews": code,
        "from_on": found.until_on.isoformat(),
    }  # fmt: skip


def _problem(draft: UUID, name: str, text: str) -> dict[str, str]:
    """A sentence of the error summary that leads to the question."""
    key = next((k for k, step in STEPS.items() if name in step.answers), next(iter(STEPS)))
    return {"text": f"{STEPS[key].title()} {text}", "href": f"{_page(draft, key)}&sua=1"}


def _draft(request: HttpRequest) -> DraftInfo:
    text = asked(request, "nhap", 40)
    try:
        return api.draft(id=UUID(text), actor=actor_of(request))
    except ValueError:
        raise ThingUnknown(name=text) from None


def _page(draft: UUID, key: str) -> str:
    return place("exchange_ask_step", nhap=str(draft), buoc=key)


def _next(draft: DraftInfo) -> str:
    """The first question without an answer, or the summary."""
    key = next((k for k, step in STEPS.items() if any(a not in draft.answers for a in step.answers)), "")
    return _page(draft.id, key) if key else place("exchange_ask_check", nhap=str(draft.id))


def _done(draft: DraftInfo) -> int:
    return sum(all(a in draft.answers for a in step.answers) for step in STEPS.values())

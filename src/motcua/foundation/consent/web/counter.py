"""Consent at the counter: the person stands there, reads the text or has it read to her, and says yes, no, or no longer (Điều 9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.web.words import Words, at
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import InvalidPersonalNumber
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of

ROLES = (Role.RECEPTION,)
_WHO = "consent.counter"
_MINUTES = 20  # how long one person stands at the counter before her number is asked again
_LAW = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"
_SIGNED, _SPOKEN = "signed", "spoken"
_LANGUAGES = ("vi", "en")


@never_cache
@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Who stands here, by the number on her card; then every purpose by consent with its state. Finding her is noted for her."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        if "xong" in request.POST:
            request.session.pop(_WHO, None)
            return redirect("consent_counter")
        errors = _find(request)
        if not errors:
            return redirect("consent_counter")
    person = _person(request)
    context: dict[str, Any] = {"errors": errors, "person": None, "number": request.POST.get("so", "")[:20] if errors else ""}
    if person is not None:
        context |= _purposes(request, person)
    return render(request, "consent/counter.html", context, status=422 if errors else 200)


@never_cache
@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, purpose: str) -> HttpResponse:
    """The text in the person's language, with its version and hash; then how she agreed, with the paper or the witness."""
    person, asked = _person(request), consent.purpose(code=purpose, on=clock.today())
    if person is None or asked.text is None:
        return redirect("consent_counter")
    spoken = request.POST.get("tieng") or request.GET.get("tieng", "")
    language = spoken if spoken in _LANGUAGES else "vi"
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _give(request, person, asked, language)
        if not errors:
            messages.success(request, _("Đã ghi nhận sự đồng ý. Người dân xem lại và rút được ở tài khoản của mình hoặc tại quầy."))
            return redirect("consent_counter")
    context = {
        "page_title": asked.name(language_of(request)), "back_url": reverse("consent_counter"), "person": person,
        "errors": {name.replace("-", "_"): text for name, text in errors.items()}, "text": asked.text.words(language),
        "language": language, "version": asked.text.version, "sha256": asked.text.hash(language),
        "languages": [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))], "plain": asked.plain(language_of(request)),
        "hows": _hows(), "how": request.POST.get("cach", ""), "witness": request.POST.get("lam-chung", "")[:120],
        "print_href": f"{reverse('consent_counter_paper', args=[purpose])}?tieng={language}",
    }  # fmt: skip
    return render(request, "consent/counter_give.html", context, status=422 if errors else 200)


@never_cache
@audience("officer", roles=ROLES)
@require_GET
def paper(request: HttpRequest, purpose: str) -> HttpResponse:
    """The text to be printed and signed: the very words, their version and hash, and lines for the person, the witness, the officer."""
    person, asked = _person(request), consent.purpose(code=purpose, on=clock.today())
    if person is None or asked.text is None:
        return redirect("consent_counter")
    language = "en" if request.GET.get("tieng") == "en" else "vi"
    now = clock.now()
    context = {
        "name": asked.name(language), "text": asked.text.words(language), "language": language, "version": asked.text.version,
        "sha256": asked.text.hash(language), "person": person, "at": f"{local(now):%d/%m/%Y}", "citation": asked.citation,
        "retention": asked.retention(language), "back_url": reverse("consent_counter_give", args=[purpose]),
    }  # fmt: skip
    return render(request, "consent/counter_paper.html", context)


@audience("officer", roles=ROLES)
@require_POST
def withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    """Take back at once what the person no longer agrees to; nothing is asked of her."""
    person = _person(request)
    if person is not None:
        ended = consent.withdraw(
            subject_id=person.uuid, purpose=purpose, way=consent.Way.COUNTER, actor=actor_of(request), now=clock.now()
        )
        if ended:
            messages.success(request, _("Đã rút. Từ lúc này không cơ quan nào được dùng dữ liệu của người này cho việc đó."))
    return redirect("consent_counter")


def _find(request: HttpRequest) -> dict[str, str]:
    """Look the number up, note it for her and remember who stands here; what is wrong, by field."""
    actor, now = actor_of(request), clock.now()
    try:
        found = identity.person_by_number(number=request.POST.get("so", "").strip())
    except InvalidPersonalNumber:
        return {"so": _("Số định danh phải có 12 chữ số, như in trên thẻ căn cước.")}
    if found is None:
        return {"so": _("Chưa có ai với số này đăng nhập hoặc nộp hồ sơ ở đây. Hướng dẫn người dân đăng nhập VNeID một lần, rồi tìm lại.")}
    consent.note_access(
        subject_id=found.uuid, reader=actor, purpose="counter-visit", ground=_LAW, fields=("identity",), source="consent.counter", now=now,
    )  # fmt: skip
    request.session[_WHO] = {"person": str(found.uuid), "until": (now + timedelta(minutes=_MINUTES)).isoformat()}
    return {}


def _person(request: HttpRequest) -> identity.Person | None:
    """Who stands at this counter; nobody after twenty minutes."""
    kept = request.session.get(_WHO)
    if not kept or datetime.fromisoformat(kept["until"]) < clock.now():
        request.session.pop(_WHO, None)
        return None
    return identity.person(person_id=UUID(kept["person"]))


def _purposes(request: HttpRequest, person: identity.Person) -> dict[str, Any]:
    language = language_of(request)
    words = Words(language=language, now=clock.now())
    held = {c.purpose: c for c in consent.consents_of(subject_id=person.uuid, now=clock.now(), history=False)}
    rows = []
    for asked in consent.purposes(on=clock.today()):
        own = held.get(asked.code)
        if asked.text is not None:
            rows.append(
                {"code": asked.code, "name": words.purpose(asked.code), "plain": asked.plain(language), "held": own is not None,
                 "live": own is not None and own.live, "since": at(own.given_at) if own else ""}
            )  # fmt: skip
    return {"person": person, "born": f"{person.born_on:%d/%m/%Y}" if person.born_on else "", "asked": rows}


def _give(request: HttpRequest, person: identity.Person, asked: consent.Purpose, language: str) -> dict[str, str]:
    """Record what the person agreed to, with its evidence; what is missing, by field."""
    form, actor, now = request.POST, actor_of(request), clock.now()
    how, witness, scan = form.get("cach", ""), form.get("lam-chung", "").strip()[:120], request.FILES.get("ban-quet")
    errors = _missing(form.get("dong-y") == "co", how, witness, scan is not None)
    if errors:
        return errors
    evidence: dict[str, Any] = {"page": request.path, "officer": actor.ref, "how": how, "witness": witness}
    version = form.get("ban", "")
    try:
        with files.kept_if_done():
            if scan is not None:
                kept = files.put(
                    content=scan, name=scan.name or "dong-y", purpose="consent.paper", actor=actor, now=now,  # type: ignore[arg-type, union-attr]
                    owner_ref=f"citizen:{person.uuid}",
                )  # fmt: skip
                evidence |= {"file": str(kept.uuid), "sha256": kept.sha256}
            consent.give(
                subject_id=person.uuid, purpose=asked.code, version=int(version[:6]) if version.isascii() and version.isdigit() else 0,
                language=language, way=consent.Way.COUNTER, actor=actor, now=now, evidence=evidence,
            )  # fmt: skip
    except NamedError as refusal:
        return {"ban-quet" if scan is not None and not isinstance(refusal, consent.TextChanged) else "dong-y": _said(refusal, request)}
    return {}


def _missing(agrees: bool, how: str, witness: str, scanned: bool) -> dict[str, str]:
    errors = {}
    if not agrees:
        errors["dong-y"] = _("Đánh dấu khi chính người dân đã đồng ý. Nếu không đồng ý, quay lại; không cần ghi gì.")
    if how not in (_SIGNED, _SPOKEN):
        errors["cach"] = _("Chọn cách người dân đồng ý.")
    if how == _SIGNED and not scanned:
        errors["ban-quet"] = _("Quét bản giấy đã ký và tải lên.")
    if how == _SPOKEN and not witness:
        errors["lam-chung"] = _("Ghi họ tên người làm chứng: đồng ý bằng lời phải có người thứ ba.")
    return errors


def _said(refusal: NamedError, request: HttpRequest) -> str:
    return refusal.sentence(language_of(request))


def _hows() -> list[dict[str, str]]:
    return [
        {"value": _SIGNED, "text": _("Ký trên bản giấy"), "hint": _("In, đưa người dân đọc và ký, rồi quét lại.")},
        {"value": _SPOKEN, "text": _("Đồng ý bằng lời"), "hint": _("Đọc nguyên văn cho người dân nghe, có người làm chứng.")},
    ]

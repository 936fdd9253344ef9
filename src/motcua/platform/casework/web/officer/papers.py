"""What leaves a dossier on paper: every sheet as .docx, the control slip (Mẫu 06), signed copies of the result; and notes, opinions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as stored
from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import OpinionUnknown, OpinionView, Stance
from motcua.platform.casework.web.officer import desk, words
from motcua.platform.signing import api as signing

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_IN_WORDS = frozenset({Stance.DISAGREE.value, Stance.CONDITIONAL.value})  # stances that need a text
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@audience("officer", roles=ROLES)
@require_GET
def sheet_word(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """A sheet of the history as .docx, to go on working with."""
    content = casework.sheet_docx(code=code, seq=seq, actor=actor_of(request))
    opened(request, code, f"sheet:{seq}")
    return file_response(name=f"{code}-{seq}.docx", mime=_WORD, content=content)  # type: ignore[return-value]


@audience("officer", roles=ROLES)
@require_GET
def slip(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The control slip (Mẫu 06), made now from the history: ``pdf`` or ``docx``."""
    if kind not in ("pdf", "docx"):
        raise Http404
    make = casework.control_slip_pdf if kind == "pdf" else casework.control_slip_docx
    content = make(code=code, actor=actor_of(request), now=clock.now())
    opened(request, code, "mau-06")
    mime = "application/pdf" if kind == "pdf" else _WORD
    return file_response(name=f"mau-06-{code}.{kind}", mime=mime, content=content, download=kind != "pdf")  # type: ignore[return-value]


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a signed copy of the result: the whole (sao y) or an extract of chosen answers (trích sao)."""
    actor = actor_of(request)
    language = language_of(request)
    found = casework.dossier(code=code, actor=actor, language=language)
    casework.note_reading(found=found, actor=actor, now=clock.now())
    errors, problem, status = {}, "", 200
    if request.method == "POST":
        try:
            kind = signing.CopyKind(request.POST.get("kind", ""))
            chosen = request.POST.getlist("fields")
            key = request.POST.get("key", "")[:80]
            made = casework.copies(code=found.code, kind=kind, actor=actor, now=clock.now(), fields=chosen, idempotency_key=key)
        except NotFound:
            raise
        except Invalid as error:
            errors, status = {name: pair[language == "en"] for name, pair in error.fields.items()}, error.status
        except NamedError as error:
            problem, status = error.sentence(language), error.status
        except ValueError:
            errors, status = {"kind": _("Chọn sao y hoặc trích sao.")}, 422
        else:
            messages.success(request, _("Đã cấp bản sao số %(symbol)s, ký số của cơ quan.") % {"symbol": made.symbol})
            return redirect("casework_desk", code=found.code)
    context = {
        "dossier": found,
        "page_title": _("Cấp bản sao kết quả"),
        "errors": [{"text": t, "field": n} for n, t in errors.items()],
        "wrong": errors,
        "problem": problem,
        "key": request.POST.get("key") or str(uuid7()),
        "kind": request.POST.get("kind", "full"),
        "kinds": [
            ("full", _("Sao y: toàn bộ kết quả đã ký")),
            ("extract", _("Trích sao: chỉ những nội dung đánh dấu bên dưới")),
        ],
        "chosen": request.POST.getlist("fields"),
        "back_url": reverse("casework_desk", args=[found.code]),
        "options": [(a.name, f"{a.label_en if language == 'en' else a.label_vi}: {words.shortened(a.value, 60)}") for a in found.answers],
        "none": found.result is None,
    }
    return render(request, "casework/officer/copies.html", context, status=status)


@audience("officer", roles=ROLES)
@require_GET
def issued(request: HttpRequest, code: str, check: str) -> HttpResponse:
    """A result or copy that was issued, by its check code."""
    actor = actor_of(request)
    entry = next((e for e in casework.issued_of(code=code, actor=actor) if e.code == check), None)
    if entry is None:
        raise Http404
    opened(request, code, f"issued:{entry.code}")
    kept = stored.get(file_id=entry.file_id)
    return file_response(name=kept.name, mime=kept.mime, content=stored.open(file_id=entry.file_id), download=False)  # type: ignore[return-value]


@audience("officer", roles=ROLES)
@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Write a note; refused: the desk again with everything that was typed."""
    actor = actor_of(request)
    language = language_of(request)
    wanted = [UUID(who) for who in request.POST.getlist("note-mentions") if _is_uuid(who)]
    try:
        casework.note(
            code=code,
            text=request.POST.get("note-text", ""),
            confidential=bool(request.POST.get("note-confidential")),
            mentions=wanted,
            actor=actor,
            now=clock.now(),
            idempotency_key=request.POST.get("key", "")[:80],
        )
    except NotFound:
        raise
    except NamedError as error:
        errors = {f"{name}": pair[language == "en"] for name, pair in getattr(error, "fields", {}).items()}
        typed = {name: request.POST.get(name, "") for name in ("note-text", "note-confidential")}
        return desk.page(request, code, failed="note", typed=typed, errors=errors, problem=error.sentence(language), status=error.status)
    messages.success(request, _("Đã ghi."))
    return redirect(f"{reverse('casework_desk', args=[code])}#ghi-chu")


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, code: str, opinion_id: UUID) -> HttpResponse:
    """One opinion: the question; the answer, or the form to give it; the form to recall it."""
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    found = next((o for o in casework.opinions(code=code, actor=actor, now=now) if o.opinion_id == opinion_id), None)
    if found is None:
        raise OpinionUnknown
    problem, errors, status = "", {}, 200
    if request.method == "POST":
        try:
            with stored.kept_if_done():
                _settle(request, found, actor)
        except Invalid as error:
            errors, status = {name: pair[language == "en"] for name, pair in error.fields.items()}, error.status
        except NamedError as error:
            problem, status = error.sentence(language), error.status
        else:
            recalled = request.POST.get("act") == "recall"
            messages.success(request, _("Đã thu hồi yêu cầu cho ý kiến.") if recalled else _("Đã gửi ý kiến."))
            return redirect("casework_desk", code=code)
    open_still = found.given_at is None and found.recalled_at is None
    mine = any(p.unit_code == found.unit_code and p.role in ROLES for p in actor.positions)
    context = {
        "opinion": found,
        "code": code,
        "page_title": _("Ý kiến của %(unit)s") % {"unit": found.unit_name or found.unit_code},
        "facts": desk.opinion_facts(found),
        "errors": [{"text": t, "field": n} for n, t in errors.items()],
        "wrong": errors,
        "problem": problem,
        "may_give": open_still and mine,
        "may_recall": open_still and not mine,
        "stances": [(s.value, s.en if language == "en" else s.vi) for s in Stance],
        "typed": request.POST,
        "text_required": request.POST.get("stance", "") in _IN_WORDS,
        "key": request.POST.get("key") or str(uuid7()),
        "back_url": reverse("casework_desk", args=[code]),
        "files": [{"title": name, "href": reverse("casework_desk_paper", args=[code, pid])} for pid, name in found.files],
    }
    return render(request, "casework/officer/opinion.html", context, status=status)


def _settle(request: HttpRequest, found: OpinionView, actor: Actor) -> None:
    now, key = clock.now(), request.POST.get("key", "")[:80]
    if request.POST.get("act") == "recall":
        casework.recall_opinion(
            opinion_id=found.opinion_id, reason=request.POST.get("reason", ""), actor=actor, now=now, idempotency_key=key
        )
        return
    try:
        stance = Stance(request.POST.get("stance", ""))
    except ValueError:
        raise Invalid(fields={"stance": ("Chọn ý kiến của đơn vị.", "Choose the stance of the unit.")}) from None
    papers = []
    upload = request.FILES.get("paper")
    if upload is not None:
        kept = stored.put(content=upload, name=upload.name or "y-kien", purpose="casework.paper", actor=actor, now=now, owner_ref=actor.ref)  # type: ignore[arg-type]
        papers.append(casework.PaperGiven(requirement="y-kien", file_id=kept.uuid))
    casework.give_opinion(
        opinion_id=found.opinion_id,
        stance=stance,
        text=request.POST.get("text", ""),
        papers=papers,
        actor=actor,
        now=now,
        idempotency_key=key,
    )


def opened(request: HttpRequest, code: str, what: str) -> None:
    """Write down that the officer opened a file of the dossier."""
    actor = actor_of(request)
    details = {"dossier": code, "what": what}
    audit.record(action="casework.open_file", object_ref=f"casework:{code}", actor=actor, now=clock.now(), ground=code, details=details)
    casework.note_file(code=code, actor=actor, now=clock.now())


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

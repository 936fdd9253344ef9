"""The log for administrators and leaders; reading it is itself recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.audit import api as audit
from motcua.foundation.audit.web import filters
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, row_number

ROLES = (Role.ADMIN, Role.LEADER)
_SHORTEST_GROUND = 5


@audience("officer", roles=ROLES)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Entries newest first, by thing, officer, person, dossier, unit, act and days."""
    wanted = filters.wanted(request.GET)
    units = overseen(actor_of(request))
    page = audit.entries(**wanted.filters, units=units, before=row_number(request.GET.get("truoc", "")))
    _record_reading(request, wanted)
    names = audit.names_of(refs=named_in(page.entries))
    next_href = ""
    if page.next_before is not None:
        next_href = f"{reverse('audit_log')}?{urlencode({**wanted.typed, 'truoc': page.next_before})}"
    language = (get_language() or "vi")[:2]
    named = sorted(((act.sentence(language), act.action) for act in audit.acts), key=lambda pair: pair[0])
    context: dict[str, Any] = {
        "wanted": wanted.typed,
        "wrong": {name: _("Ghi ngày theo dạng 31/12/2026.") for name in wanted.wrong},
        "narrowed": any(wanted.typed.values()),
        "units": "" if units is None else ", ".join(sorted(units)),
        "acts": [{"value": "", "text": _("Mọi việc")}, *({"value": action, "text": words} for words, action in named)],
        "columns": [_("Thời điểm"), _("Người thực hiện"), _("Việc"), _("Đối tượng"), _("Căn cứ"), _("Số niêm phong")],
        "rows": [_row(entry, language, names) for entry in page.entries],
        "witnesses": [_witness(one) for one in audit.witnesses()],
        "next_href": next_href,
        "check": audit.last_check(),
        "hours": audit.hours(limit=7),
    }
    return render(request, "audit/log.html", context)


@audience("officer", roles=ROLES)
@require_POST
def find_person(request: HttpRequest) -> HttpResponse:
    """From a personal number to the log about that person; the number goes into no address and no entry, the ground into both."""
    ground = request.POST.get("can_cu_tim", "").strip()[:500]
    if len(ground) < _SHORTEST_GROUND:
        messages.error(request, _("Ghi căn cứ tra cứu theo người, ví dụ số đơn hoặc quyết định."))
        return redirect("audit_log")
    found = identity.person_by_number(number=request.POST.get("so_dinh_danh", "").strip())
    ref = f"person:{found.uuid}" if found else ""
    actor, details = actor_of(request), {"found": bool(found)}
    audit.record(action="audit.read", object_ref="audit.log", actor=actor, now=clock.now(), ground=ground, person=ref, details=details)
    if not ref:
        messages.error(request, _("Không có người nào với số định danh này."))
        return redirect("audit_log")
    return redirect(f"{reverse('audit_log')}?{urlencode({'ca_nhan': ref})}")


@audience("officer", roles=ROLES)
@require_GET
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One entry with its proof, checked now."""
    found = audit.entry(entry_uuid=entry, units=overseen(actor_of(request)))
    language = (get_language() or "vi")[:2]
    audit.record(action="audit.read", object_ref=f"audit.entry:{found.uuid}", actor=actor_of(request), now=clock.now(), person=found.person)
    facts = _facts(found, audit.names_of(refs=named_in([found])))
    context: dict[str, Any] = {"title": audit.words_of(action=found.action, language=language), "facts": facts, "uuid": found.uuid}
    try:
        made = audit.proof(entry_uuid=entry)
    except NamedError as error:
        context["missing"] = error.sentence(language)
    else:
        verdict = audit.check_proof(document=made.document)
        context |= {"verdict": verdict, "proof": _proof_facts(made, verdict)}
    return render(request, "audit/entry.html", context)


@audience("officer", roles=ROLES)
@require_GET
def proof(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The proof as a file; ``motcua audit check-proof`` checks it without us."""
    audit.entry(entry_uuid=entry, units=overseen(actor_of(request)))
    made = audit.proof(entry_uuid=entry)
    audit.record(action="audit.proof_taken", object_ref=f"audit.entry:{entry}", actor=actor_of(request), now=clock.now())
    answer = JsonResponse(dict(made.document), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="bang-chung-{entry}.json"'
    return answer


@audience("officer", roles=ROLES)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask the worker to check the whole log."""
    audit.ask_check(actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã yêu cầu kiểm tra toàn bộ nhật ký. Kết quả hiện ở trang này khi xong."))
    return redirect("audit_log")


def overseen(actor: Actor) -> frozenset[str] | None:
    """The units whose officers' acts the actor reads: administrators those of all (None), leaders those of the units that they lead."""
    if actor.has(role=Role.ADMIN):
        return None
    return frozenset(p.unit_code for p in actor.positions if p.role is Role.LEADER)


def _record_reading(request: HttpRequest, wanted: filters.Wanted) -> None:
    told = {name: value for name, value in wanted.typed.items() if value}
    person = str(wanted.filters.get("person", ""))[:80]
    audit.record(action="audit.read", object_ref="audit.log", actor=actor_of(request), now=clock.now(), details=told, person=person)


def _row(entry: audit.AuditEntry, language: str, names: Mapping[str, str]) -> list[Any]:
    when = _when(entry)
    href = reverse("audit_entry", args=[entry.uuid])
    seal = _("chờ") if entry.seq is None else f"{entry.stream} {entry.seq}"
    thing = entry.dossier or entry.object_ref
    act = {"text": audit.words_of(action=entry.action, language=language), "href": href}
    return [when, _named(entry, names), act, _code(thing), entry.ground, seal]


def _facts(entry: audit.AuditEntry, names: Mapping[str, str]) -> list[dict[str, Any]]:
    told: Mapping[str, str] = {
        _("Thời điểm"): _when(entry),
        _("Người thực hiện"): _who(entry, names),
        _("Mã người thực hiện"): _who(entry, {}),
        _("Đơn vị"): entry.unit,
        _("Đối tượng"): entry.object_ref,
        _("Mã hồ sơ"): entry.dossier,
        _("Người có liên quan"): entry.person,
        _("Căn cứ"): entry.ground,
        _("Chi tiết"): "; ".join(f"{name}: {_text(value)}" for name, value in entry.details.items()),
        _("Mã việc"): entry.action,
    }
    return [{"name": key, "value": value} for key, value in told.items() if value]


def _proof_facts(made: audit.EntryProof, verdict: audit.ProofVerdict) -> list[dict[str, Any]]:
    told: Mapping[str, str] = {
        _("Luồng và số"): f"{made.entry.stream} {made.entry.seq}",
        _("Giờ niêm phong"): f"{local(made.hour.from_at):%d/%m/%Y %H:%M} – {local(made.hour.to_at):%H:%M} (#{made.hour.number})",
        _("Gốc của giờ"): made.hour.root,
        _("Người ký"): verdict.signer,
        _("Dấu thời gian"): f"{local(verdict.stamped_at):%d/%m/%Y %H:%M:%S}" if verdict.stamped_at else "",
    }
    return [{"name": key, "value": value} for key, value in told.items() if value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def named_in(entries: Iterable[audit.AuditEntry]) -> set[str]:
    """The references that entries name: who did it, and for whom."""
    return {ref for entry in entries for ref in (entry.actor_ref, entry.on_behalf_of) if ref}


def _who(entry: audit.AuditEntry, names: Mapping[str, str]) -> str:
    """Names where they are known, references elsewhere: people who are not officers are never named here."""
    parties = [entry.actor_ref, *([entry.on_behalf_of] if entry.on_behalf_of else [])]
    return " → ".join(names.get(ref, ref) for ref in parties)


def _named(entry: audit.AuditEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """A cell with the name, and the reference under it; the reference alone where nobody is named."""
    name, refs = _who(entry, names), _who(entry, {})
    return _code(refs) if name == refs else {"text": name, "hint": refs, "breaks": True}


def _witness(state: audit.WitnessState) -> dict[str, str]:
    """A witness in words: what it holds, or what is wrong and what to do."""
    since = f"{local(state.failing_since):%H:%M %d/%m/%Y}" if state.failing_since else ""
    words = {
        None: (_("đã gửi đến giờ số %(n)s") if state.mailed else _("đã nhận đến giờ số %(n)s")) % {"n": state.last_number},
        audit.WitnessTrouble.AWAY: _("không trả lời từ %(since)s; kiểm tra đường truyền, hệ thống tự gửi lại") % {"since": since},
        audit.WitnessTrouble.DISAGREES: _("giữ gốc khác từ %(since)s; báo người phụ trách an toàn thông tin") % {"since": since},
        audit.WitnessTrouble.LOST: _("mất gốc đã nhận từ %(since)s; hỏi nơi giữ trước khi gửi lại toàn bộ") % {"since": since},
    }[state.trouble]
    return {"address": state.address, "words": words, "state": "late" if state.alarmed else "waiting" if state.trouble else "done"}


def _when(entry: audit.AuditEntry) -> str:
    return _("không đọc được") if entry.at == audit.UNREADABLE else local(entry.at).strftime("%d/%m/%Y %H:%M:%S")


def _code(text: str) -> dict[str, Any]:
    """A cell of ids and digests, which have no spaces to break at."""
    return {"text": text, "breaks": True}

"""Try a dossier: the draft is walked through in the address of the page; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel import typed_yaml
from motcua.kernel.errors import NamedError
from motcua.kit.web import audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Verb
from motcua.platform.casework.contracts.lifecycle import TrialMove, TrialState
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import frame, opened
from motcua.platform.casework.web.procedures.shell import ADMINS

_MOST = 60
_LONGEST = 4_000


@audience("officer", roles=ADMINS)
@require_GET
def walk(request: HttpRequest, code: str) -> HttpResponse:
    """The states of a trial and what can be done next; every step is a link, so that a trial can be shown to a colleague."""
    found = opened(code)
    told = [m for m in request.GET.getlist("m") if _move(m) is not None][:_MOST]
    typed = request.GET.get("tra_loi", "")[:_LONGEST].strip()
    context = {**frame(found, "casework_definition_trial"), "typed": typed, "problem": "", "states": [], "errors": {}}
    try:
        answers = typed_yaml.read(typed) if typed else {}
        answers = answers if isinstance(answers, dict) else {}
    except yaml.YAMLError:
        answers = {}
        context["errors"] = {"tra_loi": _("Mỗi dòng một câu trả lời, ví dụ floors: 3.")}
    if found.errors:
        context["problem"] = _("Bản nháp còn lỗi nên chưa chạy thử được. Xem các lỗi ở trang tổng quan.")
        return render(request, "casework/procedures/trial.html", context)
    try:
        states = _tried(found.document, told, answers)
    except NamedError as problem:
        context["problem"] = problem.sentence(language_of(request))
        told = told[:-1]
        states = _tried(found.document, told, answers) if told else ()
    names = {str(p["key"]): words.pair(p["vi"], p.get("en") or p["vi"]) for p in found.document.get("papers", [])}
    context["states"] = [_shown(s, names) for s in states]
    if states:
        context |= {"now": _shown(states[-1], names), "ways": _ways(states[-1], told, typed), "others": _others(states[-1], told, typed)}
    return render(request, "casework/procedures/trial.html", context)


def _tried(document: Mapping[str, Any], told: list[str], answers: Mapping[str, Any]) -> tuple[TrialState, ...]:
    moves = [move for move in map(_move, told) if move is not None]
    return casework.try_out(document=document, moves=moves, answers=answers)


def _move(text: str) -> TrialMove | None:
    """A move from its address: ``forward:signing``, ``pay:75000``, ``opinion:agreed``, ``sub:1``."""
    kind, _colon, rest = text.partition(":")
    if kind == "pay" and rest.isdigit():
        return TrialMove(pay=min(int(rest), 10**12))
    if kind == "opinion" and rest in ("agreed", "disagreed"):
        return TrialMove(opinion=rest)
    if kind == "sub" and rest in ("1", "-1"):
        return TrialMove(sub=int(rest))
    return TrialMove(verb=Verb(kind), to_step=rest) if kind in list(Verb) else None


def _shown(state: TrialState, names: Mapping[str, str]) -> dict[str, Any]:
    status = words.pair(state.status.vi, state.status.en)
    return {
        "step": words.pair(state.step_vi, state.step_en), "status": f"{int(state.status)} – {status}",
        "due": f"{state.fee_due:,}".replace(",", "."),
        "paid": f"{state.fee_paid:,}".replace(",", "."), "opinions": state.opinions_open,
        "papers": [names.get(key, key) for key in state.papers],
        "ended": state.ended,
    }


def _ways(state: TrialState, told: list[str], typed: str) -> list[dict[str, Any]]:
    return [
        {
            "text": words.pair(w.label_vi, w.label_en), "to": w.to_step, "open": w.open, "why": words.pair(w.reason_vi, w.reason_en),
            "href": _address(told, f"{w.verb}:{w.to_step}", typed),
        }
        for w in state.ways
    ]


def _others(state: TrialState, told: list[str], typed: str) -> list[dict[str, str]]:
    """What happens outside the process: money, opinions, sub-dossiers."""
    found = [
        {"text": _("Một hồ sơ con được mở"), "href": _address(told, "sub:1", typed)},
        {"text": _("Một hồ sơ con xong"), "href": _address(told, "sub:-1", typed)},
    ]
    if state.fee_paid < state.fee_due:
        found.insert(0, {"text": _("Người nộp thanh toán đủ"), "href": _address(told, f"pay:{state.fee_due - state.fee_paid}", typed)})
    if state.opinions_open:
        found.insert(0, {"text": _("Một cơ quan không đồng ý"), "href": _address(told, "opinion:disagreed", typed)})
        found.insert(0, {"text": _("Một cơ quan đồng ý"), "href": _address(told, "opinion:agreed", typed)})
    return [] if state.ended else found


def _address(told: list[str], move: str, typed: str) -> str:
    return "?" + urlencode([*(("m", m) for m in told), ("m", move), *([("tra_loi", typed)] if typed else [])])

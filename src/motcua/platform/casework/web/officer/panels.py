"""The actions of a dossier as forms: each says what will happen, asks only what it needs, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Role
from motcua.kernel.ids import uuid7
from motcua.platform.casework.contracts import WORKING_PAPERS, AvailableAction, Dossier, Outcome, Verb

# Verbs that cannot be undone are asked for in a closed panel, never as the open one.
_GRAVE = frozenset({Verb.REFUSE, Verb.STOP, Verb.WITHDRAW})


# what a step demands → how the working paper that answers it is called
_WORKING: dict[str, Callable[[], str]] = {
    "document": lambda: _("Tài liệu của bước này"),
    "inspection_report": lambda: _("Biên bản kiểm tra thực địa"),
}
# verbs whose words are a note, not a reason
_NOTED = frozenset({Verb.FORWARD, Verb.PROPOSE_RESULT, Verb.SIGN_RESULT, Verb.HAND_BACK, Verb.SUPPLY})
# verbs that issue a sheet or the result: it can be looked at before
_PRINTS = frozenset({Verb.RECEIVE, Verb.REQUEST_SUPPLEMENT, Verb.REFUSE, Verb.STOP, Verb.PROPOSE_RESULT, Verb.SIGN_RESULT})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an action's form; ``name`` is made unique on the page by its verb, ``when`` says in which case it is needed."""

    kind: str
    name: str
    label: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    rows: int = 3
    when: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One action as a form; ``open`` shows it unfolded."""

    verb: str
    label: str
    explain: str
    enabled: bool
    reason: str
    primary: bool
    open: bool
    key: str
    fields: tuple[Field, ...]
    upload: bool
    prefix: str = ""
    to_step: str = ""
    preview: bool = False
    preview_attrs: Mapping[str, str] = field(default_factory=dict)


def panels(
    *,
    actions: tuple[AvailableAction, ...],
    dossier: Dossier,
    language: str,
    now: datetime,
    default_days: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    failed: str = "",
) -> list[Panel]:
    """The panels of a desk page; ``failed`` is the verb whose form comes back with ``typed`` values and ``errors``."""
    shown: list[Panel] = []
    for action in actions:
        verb = action.verb
        twins = sum(p.verb == verb.value for p in shown)
        prefix = f"{verb.value}.{twins}" if twins else verb.value
        back = prefix == failed
        fields = tuple(_fields(action, dossier=dossier, language=language, now=now, default_days=default_days))
        fields = tuple(replace(f, name=f"{prefix}-{f.name.partition('-')[2]}") for f in fields) if twins else fields
        if back:
            fields = tuple(_again(f, typed or {}, errors or {}) for f in fields)
        shown.append(
            Panel(
                verb=verb.value,
                label=action.label_en if language == "en" else action.label_vi,
                explain=action.explain_en if language == "en" else action.explain_vi,
                enabled=action.enabled,
                reason=action.reason_en if language == "en" else action.reason_vi,
                primary=action.primary and verb not in _GRAVE,
                open=back or (action.primary and not failed),
                key=str(uuid7()),
                fields=fields,
                upload=any(f.kind == "file" for f in fields),
                prefix=prefix,
                to_step=action.to_step if verb is Verb.FORWARD else "",
                preview=verb in _PRINTS,
                preview_attrs={"formaction": reverse("casework_preview", args=[dossier.code, verb.value]), "formtarget": "_blank"},
            )
        )
    return shown


def _fields(action: AvailableAction, *, dossier: Dossier, language: str, now: datetime, default_days: int) -> list[Field]:
    verb = action.verb
    reasons = {
        Verb.REQUEST_SUPPLEMENT: _("Lý do, người nộp sẽ đọc"),
        Verb.REQUEST_PAYMENT: _("Nội dung thu"),
        Verb.REFUSE: _("Lý do"),
        Verb.STOP: _("Lý do"),
        Verb.SEND_BACK: _("Lý do"),
        Verb.WITHDRAW: _("Lý do"),
    }
    notes = {
        Verb.FORWARD: _("Ghi chú"),
        Verb.PROPOSE_RESULT: _("Căn cứ đề xuất"),
        Verb.SIGN_RESULT: _("Ghi chú in trên kết quả"),
        Verb.HAND_BACK: _("Ghi chú, ví dụ người nhận"),
        Verb.SUPPLY: _("Ghi chú"),
    }
    when = _("bắt buộc khi không chấp thuận") if verb in (Verb.PROPOSE_RESULT, Verb.SIGN_RESULT) else ""
    fields = _own_fields(verb, dossier=dossier, now=now)
    fields += [
        Field("file", f"{verb}-{WORKING_PAPERS[need]}", label(), required=not _has(dossier, need), accept=".pdf,.jpg,.jpeg,.png,.docx")
        for need, label in _WORKING.items()
        if need in action.requires
    ]
    if verb in reasons:
        fields.append(Field("textarea", f"{verb}-reason", reasons[verb]))
    if verb in notes:
        fields.append(
            Field("textarea", f"{verb}-note", notes[verb], required="comment" in action.requires, when=when, rows=2)
        )
    if verb in (Verb.REQUEST_SUPPLEMENT, Verb.EXTEND_SUPPLEMENT):
        fields.append(Field("number", f"{verb}-deadline_days", _("Thời hạn bổ sung (ngày làm việc)"), value=str(default_days)))
    return fields


def _has(dossier: Dossier, need: str) -> bool:
    """Whether the paper that the step demands was added since the step began."""
    answers = {WORKING_PAPERS[need]} if need == "inspection_report" else set(WORKING_PAPERS.values())
    since = dossier.step_entered_at or dossier.submitted_at
    return any(p.requirement in answers and p.added_at >= since for p in dossier.papers)


def _own_fields(verb: Verb, *, dossier: Dossier, now: datetime) -> list[Field]:
    """What a verb asks for beyond reason, note and deadline."""
    match verb:
        case Verb.REQUEST_SUPPLEMENT:
            return [Field("textarea", f"{verb}-items", _("Giấy tờ cần bổ sung"), hint=_("Mỗi dòng một giấy tờ."))]
        case Verb.SUPPLY:
            return _uploads(verb, dossier)
        case Verb.FORWARD:
            return _assignee(verb, dossier, now)
        case Verb.PROPOSE_RESULT | Verb.SIGN_RESULT:
            return [_decision(verb, dossier.proposed)]
        case Verb.REQUEST_PAYMENT:
            return [Field("money", f"{verb}-amount", _("Số tiền (đồng)"))]
        case _:
            return []


def _decision(verb: Verb, proposed: Outcome | None) -> Field:
    options = ((Outcome.GRANTED.value, _("Chấp thuận")), (Outcome.DENIED.value, _("Không chấp thuận")))
    return Field("radios", f"{verb}-decision", _("Quyết định"), value=proposed.value if proposed else "", options=options)


def _assignee(verb: Verb, dossier: Dossier, now: datetime) -> list[Field]:
    officers = identity.officers_in(unit_code=dossier.handler_code or dossier.unit_code, role=Role.APPRAISER, now=now)
    if not officers:
        return []
    options = (("", _("Cả bộ phận thẩm định")), *((str(o.uuid), o.full_name) for o in officers))
    return [Field("select", f"{verb}-assigned_to", _("Giao cho"), required=False, options=options)]


def _uploads(verb: Verb, dossier: Dossier) -> list[Field]:
    asked = dossier.open_supplement.items if dossier.open_supplement else ()
    accept = ".pdf,.jpg,.jpeg,.png,.docx"
    return [Field("file", f"{verb}-bo-sung-{n}", item, required=False, accept=accept) for n, item in enumerate(asked, start=1)]


def with_grounds(shown: list[Panel], *, grounds: str, failed: str) -> list[Panel]:
    """The panels with the grounds of a proposed denial in the leader's note, who may change them; what was typed before stays."""
    name = f"{Verb.SIGN_RESULT}-note"
    return [
        panel
        if panel.verb != Verb.SIGN_RESULT or panel.prefix == failed or not grounds
        else replace(panel, fields=tuple(replace(f, value=grounds) if f.name == name else f for f in panel.fields))
        for panel in shown
    ]


def _again(one: Field, typed: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    """The field with what was typed and what is wrong with it; what was missed in its case is now simply required."""
    error = errors.get(one.name.partition("-")[2], "")
    return replace(one, value=typed.get(one.name, one.value), error=error, required=one.required or bool(error))


def field_errors(prefix: str, errors: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by the names that the fields of a panel have: what a step demands is asked under the field that answers it."""
    noted = prefix.partition(".")[0] in _NOTED
    words = "note" if noted else "reason"
    called = {**WORKING_PAPERS, "comment": words, **({"reason": words} if noted else {})}
    return {called.get(name, name): text for name, text in errors.items()}


def typed_values(request: HttpRequest, verb: str) -> dict[str, str]:
    """What was typed into the form of a verb (or of the panel ``verb.1``), by the full field names."""
    return {name: request.POST.get(name, "") for name in request.POST if name.startswith(f"{verb}-")}

"""What a step demands of an action before it is done: its guard, a comment, a document, an inspection report, a payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from motcua.kernel.text import squeeze
from motcua.platform.casework.contracts import WORKING_PAPERS, FeeNotPaid, GuardClosed, RequirementMissing, StepAction, SubDossierOpen, Verb
from motcua.platform.casework.queries import views
from motcua.platform.casework.rules import guards
from motcua.platform.casework.rules.transitions import WORDS

if TYPE_CHECKING:
    from motcua.platform.casework.actions.core import Held

# What papers are called that officers add while they work; the person's own papers have the keys of the definition.
DOCUMENT, INSPECTION = WORKING_PAPERS["document"], WORKING_PAPERS["inspection_report"]
WORKING_NAMES = {DOCUMENT: "Tài liệu xử lý", INSPECTION: "Biên bản kiểm tra thực địa"}
_SHORTEST = 3
_WORDS = {
    "comment": ("Ghi ý kiến xử lý của bạn.", "Write your comment."),
    "document": ("Đính kèm tài liệu của bước này.", "Attach the document of this step."),
    "inspection_report": ("Đính kèm biên bản kiểm tra thực địa.", "Attach the inspection report."),
}


def check(held: Held, way: StepAction, *, body: Mapping[str, Any]) -> None:
    """Refuse what the step does not allow yet: ``GuardClosed``, ``SubDossierOpen``, ``FeeNotPaid``, ``RequirementMissing``.

    ``body`` is the command: its ``note`` or ``reason`` is the comment, its ``papers`` are (requirement, file) pairs.
    """
    code, (verb_vi, verb_en) = held.row.code, WORDS[way.verb]
    if way.verb is Verb.SIGN_RESULT and held.state.open_parts:
        raise SubDossierOpen(dossier_code=code, verb_vi=verb_vi, verb_en=verb_en)
    if not guards.holds(way, lambda: views.context(held.row, held.state, now=held.now)):
        why_vi, why_en = guards.reason(way)
        raise GuardClosed(dossier_code=code, verb_vi=verb_vi, verb_en=verb_en, reason_vi=why_vi, reason_en=why_en)
    if "payment" in way.requires and held.state.waiting_for_fee:
        raise FeeNotPaid(dossier_code=code, amount=f"{held.row.fee_amount:,}".replace(",", "."))
    missing = [name for name in _WORDS if name in way.requires and not _given(held, name, body)]
    if missing:
        raise RequirementMissing(fields={name: _WORDS[name] for name in missing})


def _given(held: Held, name: str, body: Mapping[str, Any]) -> bool:
    if name == "comment":
        return len(squeeze(str(body.get("note") or body.get("reason") or ""))) >= _SHORTEST
    keys = {INSPECTION} if name == "inspection_report" else set(WORKING_NAMES)
    if any(requirement in keys for requirement, _ in body.get("papers") or ()):
        return True
    since = held.state.step_entered_at or held.state.submitted_at
    return bool(held.row.papers.filter(requirement__in=keys, added_at__gte=since).exists())

"""What a filled-in form means before it is submitted: whether it can be granted at all, the papers it must bring, the fees it owes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel.errors import NamedError
from motcua.kernel.money import format_dong
from motcua.kit.web import actor_of, language_of
from motcua.platform.casework.contracts import Channel, Definition, Fee, PartyKind, Procedure, RequiredPaper, Verdict
from motcua.platform.casework.rules import context as contexts
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.web.citizen.edge import said
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DOSSIER, prefillers

_NAME = re.compile(r"[a-z][a-z0-9_]*")  # what a condition names


@dataclass(frozen=True)
class Owing:
    """What follows from the answers; ``fees`` is None while the answers do not fit the fee table."""

    verdict: Verdict
    fees: tuple[Fee, ...] | None
    papers: tuple[dict[str, Any], ...]

    @property
    def total(self) -> int:
        """The fees together, in đồng."""
        return sum(fee.amount for fee in self.fees or ())


def owing(request: HttpRequest, draft: eforms.Draft, procedure: Procedure, *, unanswered: Collection[str] = ()) -> Owing:
    """Judge the draft by the tables of the definition, as ``submit`` will; what hangs on an ``unanswered`` question is left open."""
    definition = procedure.definition
    form = eforms.definition_of(draft=draft)
    given = {f.requirement for page in form.pages for f in page.fields if f.requirement and draft.values.get(f.name)}
    found = _found(draft, form, definition)
    kind = PartyKind.ENTERPRISE if actor_of(request).organisation_id else PartyKind.CITIZEN
    context = contexts.of_answers(draft.values, party_kind=int(kind), channel=int(Channel.ONLINE), papers=len(given | found.keys()))
    try:
        verdict, due = definitions.verdict(definition, context), {p.key for p in definitions.papers_due(definition, context)}
    except NamedError:
        verdict, due = Verdict(eligible=True), {p.key for p in definition.papers if p.required}
    try:
        fees = definitions.fees_due(definition, context)
    except NamedError:
        fees = None
    papers = tuple(_paper(request, p, due, given, unanswered, found.get(p.key)) for p in definition.papers)
    return Owing(verdict=verdict, fees=fees, papers=papers)


def _found(draft: eforms.Draft, form: eforms.FormDefinition, definition: Definition) -> dict[str, eforms.PrefilledValue]:
    """Papers that a register has, and files that one lent, by requirement."""
    registers = {p.key: p.register for p in definition.papers if p.register}
    found = {key: known for key, known in draft.known_papers.items() if registers.get(key) == known.way}
    for field in (f for page in form.pages for f in page.fields if f.requirement and draft.values.get(f.name)):
        known = draft.provenance.get(field.name)
        if known is not None and known.way not in ("", DOSSIER) and known.value == draft.values[field.name]:
            found[field.requirement] = known
        else:
            found.pop(field.requirement, None)  # handed in instead
    return found


def _paper(
    request: HttpRequest, paper: RequiredPaper, due: set[str], given: set[str], unanswered: Collection[str],
    found: eforms.PrefilledValue | None,
) -> dict[str, Any]:
    told = {"key": paper.key, "name": said(request, paper.name, paper.name_en)}
    if found is not None and paper.key in given | due:
        return {**told, "text": eforms.held_text(known=found, language=language_of(request)), "state": "done"}
    if paper.key in given:
        return {**told, "text": _("đã có"), "state": "done"}
    if paper.key in due:
        return {**told, "text": _("còn thiếu"), "state": "late"}
    if not set(_NAME.findall(paper.required_when)).isdisjoint(unanswered):
        return {**told, "text": _("tuỳ câu trả lời của bạn"), "state": "open"}
    return {**told, "text": _("không cần cho trường hợp của bạn"), "state": "none"}


def register_words(request: HttpRequest, paper: RequiredPaper) -> str:
    """"Không cần nộp nếu đã có trong …" for a paper that a registry makes unnecessary; empty for others."""
    if not paper.register:
        return ""
    source = prefillers.get(paper.register.partition(".")[0])
    if source is None:
        return ""
    return _("không cần nộp nếu đã có trong %(source)s") % {"source": said(request, source.label_vi, source.label_en)}


def verdict_lines(request: HttpRequest, verdict: Verdict) -> list[str]:
    """Why the procedure cannot be granted with these answers, in words."""
    if verdict.eligible:
        return []
    lines = verdict.reasons_en if said(request, "vi", "en") == "en" else verdict.reasons_vi
    return list(lines) or [_("Trường hợp này không thuộc diện được giải quyết.")]


def fee_rows(request: HttpRequest, fees: tuple[Fee, ...]) -> list[dict[str, Any]]:
    """Fees with their amounts."""
    return [{"name": said(request, f.name, f.name_en), "value": format_dong(f.amount), "sample": f.sample} for f in fees]

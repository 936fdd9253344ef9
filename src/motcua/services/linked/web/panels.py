"""What casework's pages show of this room: the linked steps on the page of the dossier, for its owner and for the desk."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kit import shell
from motcua.kit.web import actor_of, language_of
from motcua.platform.casework.contracts import Dossier, DossierPanel, dossier_panels
from motcua.services.linked import api, policies, rules
from motcua.services.linked.contracts import ChainState, ChainView
from motcua.services.linked.web import words


def register() -> None:
    """Add the panels and the officers' tab."""
    dossier_panels.add(DossierPanel(key="linked.citizen", audience="citizen", render=owners, order=40, foremost=True))
    dossier_panels.add(DossierPanel(key="linked.officer", audience="officer", render=officers, order=40))
    shell.inbox_tabs.add(
        shell.InboxTab(
            key="linked.parked", label_vi="Liên thông chờ xử lý", label_en="Linked steps to look at", url_name="linked_desk",
            roles=frozenset(policies.STEERS), count=_parked, order=45,
        )
    )  # fmt: skip


def _parked(*, actor: Actor, now: datetime) -> int:
    return api.parked(actor=actor)


def owners(request: HttpRequest, dossier: Dossier) -> str:
    """What the other agencies did so far, for the dossier's owner."""
    return _panel(request, dossier, href="")


def officers(request: HttpRequest, dossier: Dossier) -> str:
    """The same for the desk, with the way to the page on which it is helped on."""
    return _panel(request, dossier, href=reverse("linked_one", args=[dossier.code]))


def _asked(request: HttpRequest, found: ChainView) -> str:
    """Where the owner answers with whom the child will live, while that is what the chain waits for."""
    if found.state is not ChainState.PARKED or not rules.asks_family(found.step):
        return ""
    try:
        api.residence_choices(code=found.dossier_code, actor=actor_of(request))
    except NamedError:
        return ""
    return reverse("linked_family", args=[found.dossier_code])


def _panel(request: HttpRequest, dossier: Dossier, *, href: str) -> str:
    found = api.of_shown(dossier=dossier)
    if found is None:
        return ""
    language = language_of(request)
    context = {
        "tag": words.tag(found.state, language), "steps": words.step_rows(found, language), "facts": words.facts(found, language),
        "href": href, "ask_href": "" if href else _asked(request, found),
        "parked": found.state is ChainState.PARKED, "stopped": found.state is ChainState.CANCELLED,
        "problem": words.problem(found, language), "done": sum(step.done for step in found.steps),
    }  # fmt: skip
    return render_to_string("linked/_panel.html", context, request=request)

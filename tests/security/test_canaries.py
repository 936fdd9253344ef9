"""Scripts, templates and formulas in every text that people and partners gave: every page shows them as they were written."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import base as templates
from django.utils.safestring import SafeString

from tests.architecture import permissions as p
from tests.security import canaries as c

pytestmark = pytest.mark.timeout(900)  # about 50 s of one processor
# Who looks, and as whom the oracle of addresses knows them.
LOOKERS = {
    "visitor": "visitor", "citizen": "citizen-2", "reception": "reception", "leader": "leader", "operator": "operator", "admin": "admin",
    "dpo": "appraiser",
}  # fmt: skip
# What must have been seen on some page, or the walk has lost its way.
SHOWN = {
    "audit_entry.ground", "casework_dossier.field", "casework_dossier.party_address", "casework_dossier.party_name",
    "casework_dossier_event.actor_label", "casework_opinion.asked_by", "casework_opinion.question", "casework_paper.name",
    "casework_procedure.details", "casework_procedure.field", "casework_procedure.issuer", "casework_procedure.name",
    "consent_access.ground", "consent_purpose.citation", "consent_purpose.name_vi", "consent_purpose.plain_vi",
    "consent_purpose.retention_vi", "consent_text.vi", "counter_appointment.name", "counter_service_group.name_vi",
    "credentials_credential.issuer_name", "developers_client.name", "eforms_draft.answers", "eforms_draft.context",
    "identity_authorisation.name", "identity_delegation.basis_number", "identity_officer.full_name", "identity_organisation.name",
    "identity_person.full_name", "identity_person.residence_line", "messaging_message.body_vi", "messaging_message.subject_vi",
    "privacy_breach.reporter_name", "privacy_breach.title", "privacy_breach.what", "privacy_breach_event.actor_name", "privacy_dpo.basis",
    "privacy_dpo.officer_name", "privacy_impact.answers", "privacy_impact.author_name", "privacy_impact.title",
    "privacy_impact_event.actor_name", "privacy_impact_event.text", "registers_calendar_day.name_vi", "registers_calendar_day.source",
    "registers_legal_rule.source", "registers_legal_rule.vi", "signon_application.name_en", "signon_application.name_vi",
    "signon_consent_text.en", "signon_consent_text.vi", "units_unit.full_name", "vault_held_document.title", "vault_share.purpose",
}  # fmt: skip


def open_to(who):
    """The addresses that open to somebody by their audience."""
    return [door for door in p.doors() if door.method in ("GET", p.PAGE) and p.expected(door, LOOKERS[who]) == "in"]


@pytest.fixture(scope="module")
def walked(world):
    """Marks everywhere, and everybody has looked at everything: the walk, and the columns by the numbers of their marks."""
    level = logging.getLogger("django.request").level
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    columns, walk = c.mark_everything(c.canary), c.Walk()
    for name, value in world.known.items():
        walk.pool["code" if name == "dossier" else f"{name}_id"].append(str(value))
    for step in (c.follow, c.fill_in):
        for who in LOOKERS:
            step(walk, who, world.clients[who], open_to(who))
    yield walk, columns
    logging.getLogger("django.request").setLevel(level)


def test_every_page_shows_what_people_wrote_as_text(town, walked):
    walk, columns = walked
    assert not walk.wrong
    assert not walk.broken
    seen = {columns[n] for n in walk.shown if n != c.SEARCHED}
    assert not SHOWN - seen
    assert c.SEARCHED in walk.shown
    assert len([route for route, whos in walk.reached.items() if whos]) > 280


def test_one_value_that_is_marked_safe_is_found(town, walked, monkeypatch):
    real, walk, name = templates.conditional_escape, c.Walk(), town.town.citizen.name
    monkeypatch.setattr(templates, "conditional_escape", lambda text: SafeString(text) if str(text).startswith(name) else real(text))
    c.look(walk, "citizen", town.clients["citizen"], "/tai-khoan/")
    assert walk.wrong


def test_no_cell_becomes_a_formula(town, walked):
    walk, _ = walked
    c.mark_everything(lambda number: f"=motcua({number})&")
    assert walk.tables
    answers = {path: client.get(path) for path, client in walk.tables.items()}
    assert not [(path, found) for path, answer in answers.items() if (found := c.formulas(answer.headers["Content-Type"], c.body_of(answer)))]


def said(text, kind="text/html"):
    return list(c.faults(SimpleNamespace(headers=HttpResponse(content_type=kind).headers), text.encode()))


def test_what_is_wrong_is_seen():
    mark = c.canary(7)
    assert not said(str(templates.conditional_escape(mark)))
    assert said(mark)
    assert said("<i 7>")
    assert said(mark.replace("<", "&lt;").replace(">", "&gt;"))  # an attribute that is left by its quote
    assert said("motcua(7)&gt;49")
    assert said('<a href="javascript:x">')
    assert said('{"a": 1}') == ["JSON as a page"]
    assert not said('{"a": 1}', "application/json")
    assert said("/JavaScript", "application/pdf")
    assert c.formulas("text/csv", b"a,=motcua(1)&b\n") != []
    assert c.formulas("text/csv", b"a,'=motcua(1)&b\n") == []


def test_marks_go_into_words_alone():
    mark = c.canary(1)
    assert c.marked({"a": ["Một câu", "code-1", 3]}, mark=mark) == {"a": [f"Một câu{mark}", "code-1", 3]}
    assert c.marked("Một câu dài hơn", mark="<i 1>", most=12) == "Một câu<i 1>"

"""Every officers' page that prints personal fields notes whom it showed, or stands in the reviewed list with its reason."""

import ast
import importlib
import importlib.util
import inspect
import re
from functools import cache
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import get_resolver

from tests.architecture import house

# Fields under which pages hold what belongs to a person (contracts of the rooms).
PERSONAL = re.compile(
    r"\b(party_name|party_number|party_phone|party_address|payer_name|payee|phone|address\.(?:name|shown|line|phone)|personal_number|masked_number"
    r"|born_on|known_name|known_born|told_name|told_born|holder_name|holder_number|contact|\.party\b|found\.name|person_name)\b"
)
NOTES = re.compile(r"\bnote_(?:reading|list|export|register|file|access|seen|refusals|payers|payers_taken|appointments)\b")
# Pages on which a name above is found and nobody's data are read, or the room notes elsewhere; each with the reason why.
REVIEWED = {
    "channels.developers.web.managing.clients": "the contact of a system, not of a person",
    "channels.developers.web.managing.new_secret": "the contact of a system",
    "foundation.audit.web.views.log": "the field into which a number is typed; the look itself stands in the log, with its ground",
    "platform.casework.web.officer.counter.check": "what the officer herself has just typed for the person before her",
    "platform.casework.web.officer.counter.person": "empty fields, filled in from the card in the officer's hand",
    "platform.casework.web.officer.digitising.run": "the index of old results that the officer uploaded herself",
    "platform.casework.web.officer.digitising.scans": "the index of old results that the officer uploaded herself",
    "platform.casework.web.officer.scanning.paper": "the place of a paper; opening the paper is noted",
    "platform.exchange.web.clients.client": "names of systems",
    "platform.exchange.web.evidence.body_policy": "names of services",
    "platform.exchange.web.gateways.gateway": "names of machines",
    "platform.exchange.web.gateways.gateway_remove": "names of machines",
    "platform.exchange.web.gateways.token": "names of machines",
    "platform.exchange.web.groups.group": "names of groups of systems",
    "platform.exchange.web.groups.group_change": "names of groups of systems",
    "platform.exchange.web.groups.group_new": "names of groups of systems",
    "platform.exchange.web.groups.group_remove": "names of groups of systems",
    "platform.exchange.web.networks.end": "names of systems",
    "platform.exchange.web.offering.change": "names of systems and of the fields that a service tells",
    "platform.exchange.web.offered.service": "names of systems and of the fields that a service tells",
    "platform.exchange.web.offered.switch": "names of systems",
    "platform.exchange.web.owning.pace": "names of systems",
    "platform.exchange.web.owning.service": "names of systems and of the fields that a service tells",
    "platform.exchange.web.owning.switch": "names of systems",
    "platform.exchange.web.owning.take_back": "names of systems",
    "platform.exchange.web.rights.give": "names of systems and of the fields that a service tells",
    "platform.exchange.web.rights.take_back": "names of systems",
    "platform.exchange.web.secrets.adapter": "names of systems",
    "platform.exchange.web.suspending.client": "names of systems",
    "platform.exchange.web.translating.adapter": "names of systems and of the fields that a service tells",
    "platform.payments.web.discrepancies.resolve": "takes the account typed for a refund, shows nothing",
    "platform.payments.web.refunds.act": "takes the account typed for a refund, shows nothing",
    "platform.signon.web.managing.act": "names of systems",
    "platform.signon.web.managing.change": "the contact of a system",
    "platform.signon.web.managing.create": "the contact of a system",
    "platform.signon.web.managing.one": "names and contacts of systems",
}


def officers_pages():
    """Views of pages for officers that answer GET, by ``module.function``."""
    found = {}
    for route, pattern in house.addresses(get_resolver().url_patterns):
        if house.audience_of(pattern) != "officer" or route.startswith("api/"):
            continue
        view = inspect.unwrap(pattern.callback)
        if inspect.isfunction(view) and view.__module__.startswith("motcua."):
            found[f"{view.__module__.removeprefix('motcua.')}.{view.__name__}"] = view
    return found


@cache
def functions(module):
    """What a module defines at its top, and what it takes from the pages of rooms: a name, or a module's functions as ``module.name``."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    own = {node.name: (module, node.name) for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and re.search(r"\.web(\.|$)", node.module) and "kit.web" not in node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                is_module = importlib.util.find_spec(node.module).submodule_search_locations and importlib.util.find_spec(whole)
                own[name.asname or name.name] = (whole, "") if is_module else (node.module, name.name)
    return own, {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def told(view):
    """The source that a view reaches in the pages of its room, and the templates it names with what they include."""
    todo, seen = [(view.__module__, view.__name__)], {}
    while todo:
        module, name = todo.pop()
        own, nodes = functions(module)
        if (module, name) in seen or name not in nodes:
            continue
        seen[module, name] = ast.unparse(nodes[name])
        for node in ast.walk(nodes[name]):
            if isinstance(node, ast.Name) and own.get(node.id, ("", ""))[1]:
                todo.append(own[node.id])
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and own.get(node.value.id, ("", "x"))[1] == "":
                todo.append((own[node.value.id][0], node.attr))
    source = "\n".join(seen.values())
    return source, "\n".join(template(name) for name in re.findall(r"'([\w/]+\.html)'", source))


@cache
def template(name):
    text = Path(get_template(name).origin.name).read_text(encoding="utf-8")
    return text + "".join(template(one) for one in re.findall(r'{% include "([\w/]+\.html)"', text))


def silent(pages):
    """Pages on which personal fields are found and nothing is noted."""
    found = set()
    for name, view in pages.items():
        source, shown = told(view)
        if PERSONAL.search(source + shown) and not NOTES.search(source):
            found.add(name)
    return found


def test_every_page_of_personal_fields_notes_whom_it_showed():
    assert silent(officers_pages()) == set(REVIEWED)


@pytest.mark.parametrize(
    "name",
    [
        "platform.casework.web.officer.inbox.inbox", "platform.casework.web.officer.lists.watch", "platform.payments.web.receipts.index",
        "services.post.web.desk.index", "services.counter.web.officer.appointments",
    ],
)  # fmt: skip
def test_a_page_that_stops_noting_is_found(monkeypatch, name):
    pages = officers_pages()
    monkeypatch.setattr("tests.architecture.test_readings.NOTES", re.compile("(?!)"))
    assert name in silent({name: pages[name]})


def test_what_a_page_prints_is_found_in_its_templates_too():
    source, shown = told(officers_pages()["services.post.web.desk.index"])
    assert "note_list" in source
    assert "row.address" in shown

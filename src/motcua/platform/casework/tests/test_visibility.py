"""Every read of the door and every page that shows dossiers, as every role, against an oracle that knows only who is concerned.

A new read or address without a case here fails: ``test_every_read_has_a_case``, ``test_every_address_has_a_case``.
"""

import functools
import inspect
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import claims_of, make_officer, sign_in
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, PositionHeld, Role, Scope
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kit.rest import build_api
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import Filing, FilingKind, OpinionAsk, Principal
from motcua.platform.casework.contracts.desk import InboxFilter
from motcua.platform.casework.contracts.issuing import IssuedUnknown
from motcua.platform.casework.models import Dossier, Issued
from motcua.platform.casework.tests import crossing as x
from motcua.platform.casework.tests.test_lifecycle import at_signing
from motcua.platform.casework.web.citizen import urls as citizen_urls
from motcua.platform.casework.web.officer import urls as officer_urls

HIDDEN, SHAPE, WHOLE = "hidden", "shape", "whole"


@dataclass
class Known:
    """What the oracle knows of a dossier: no query, no policy, only the story of the test."""

    code: str
    uuid: object
    procedure: str
    persons: set = field(default_factory=set)
    holder: str = t.UNIT
    units: set = field(default_factory=lambda: {t.UNIT})
    ended: bool = False


def expected(actor: Actor, known: Known) -> str:
    """What the actor may see of the dossier, from first principles."""
    if actor.kind == "system" or (actor.kind == "citizen" and actor.subject_id in known.persons):
        return WHOLE
    if actor.kind != "officer":
        return HIDDEN
    for p in actor.positions:
        mine = p.role in (Role.RECEPTION, Role.APPRAISER, Role.LEADER) and p.unit_code in known.units
        if mine and (p.scope is None or not p.scope.procedures or known.procedure in p.scope.procedures):
            return WHOLE
    return SHAPE if any(p.role is Role.OPERATOR for p in actor.positions) else HIDDEN


@pytest.fixture
def world(town):
    x.publish()
    own = t.submit(town.citizen)
    api.receive(code=own.code, actor=town.reception, now=t.NOW)
    api.ask_opinions(code=own.code, asks=[OpinionAsk("STP", "Có vướng gì không?", 2)], actor=town.reception, now=t.NOW)
    away = t.submit(town.other_citizen, unit=t.OTHER_UNIT)
    crossing = x.at_department(town)
    with t.form_is(t.frozen(town.citizen, "giay-chung-sinh")) as form:
        filing = Filing(FilingKind.CHILD, Principal(name="Đỗ Thị Thử 7", number=claims_of(7)["SoDinhDanh"]))
        filed = api.submit(
            draft_id=form.draft_id, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key="f", actor=town.citizen, now=t.NOW,
            filing=filing, intake_unit=t.OTHER_UNIT,
        )
    done = at_signing(town)
    api.sign_result(code=done.code, decision="granted", actor=town.leader, now=t.NOW)
    me, other = town.citizen.subject_id, town.other_citizen.subject_id
    known = (
        Known(own.code, own.uuid, t.BIRTH, {me}, units={t.UNIT, "STP"}),
        Known(away.code, away.uuid, t.BIRTH, {other}, holder=t.OTHER_UNIT, units={t.OTHER_UNIT}),
        Known(crossing.code, crossing.uuid, t.GENERIC, {me}, holder="SXD", units={t.UNIT, "SXD", "SNNMT", "STC"}),
        Known(done.code, done.uuid, t.BIRTH, {me}),
        Known(filed.code, filed.uuid, t.BIRTH, {me, other}, holder=t.OTHER_UNIT, units={t.UNIT, t.OTHER_UNIT}),
    )
    return known, people(town)


def people(town):
    """Everybody who might look: roles of the town, of the departments, a substitute with a narrow scope, nobody."""
    held = town.appraiser.positions[0]
    scope = Scope(procedures=frozenset({t.BIRTH}))
    stood_in = PositionHeld(held.position_id, held.unit_code, held.unit_id, held.role, "thay", "officer:x", "QĐ 1", "TUQ.", scope, uuid4())
    officer = make_officer(Role.ADMIN, unit_code="SYT")
    named = ("citizen", "other_citizen", "reception", "appraiser", "leader", "operator", "admin", "stranger")
    return {
        **{name: getattr(town, name) for name in named},
        **{u: make_officer(Role.APPRAISER, unit_code=u) for u in ("SXD", "SNNMT", "STC", "STP", "SYT")},
        "substitute": replace(officer, positions=(stood_in,)), "nobody": ANONYMOUS, "system": SYSTEM,
    }


def shown(read):
    """What a read of one dossier gives away."""
    try:
        found = read()
    except (contracts.ResultNotReady, contracts.ReceiptNotReady):
        return SHAPE
    except (contracts.DossierUnknown, IssuedUnknown, Forbidden):
        return HIDDEN
    except NamedError:
        return SHAPE
    return found if isinstance(found, str) and found in (HIDDEN, SHAPE, WHOLE) else SHAPE


def by_party(dossier):
    return WHOLE if dossier.party.number else SHAPE


ONE = {
    "dossier": lambda k, a: by_party(api.dossier(code=k.code, actor=a)),
    "by_id": lambda k, a: by_party(api.by_id(dossier_id=k.uuid, actor=a)),
    "dossier_page": lambda k, a: by_party(api.dossier_page(code=k.code, actor=a, now=t.NOW).dossier),
    "due_of": lambda k, a: api.due_of(code=k.code, actor=a, now=t.NOW),
    "timeline": lambda k, a: api.timeline(code=k.code, actor=a),
    "available_actions": lambda k, a: api.available_actions(code=k.code, actor=a, now=t.NOW),
    "side_actions": lambda k, a: api.side_actions(code=k.code, actor=a, now=t.NOW),
    "opinions": lambda k, a: api.opinions(code=k.code, actor=a, now=t.NOW),
    "desk_page": lambda k, a: api.desk_page(code=k.code, actor=a, now=t.NOW),
    "related": lambda k, a: api.related(code=k.code, actor=a),
    "rebase_preview": lambda k, a: api.rebase_preview(code=k.code, actor=a, now=t.NOW),
    "sheets_of": lambda k, a: api.sheets_of(code=k.code, actor=a),
}
def first(k, belongings, column):
    return getattr(Dossier.objects.get(code=k.code), belongings).values_list(column, flat=True).first() or 0


def issued_code(k):
    return Issued.objects.filter(dossier__code=k.code).values_list("code", flat=True).first() or "-"


# Reads that answer nothing, rather than refuse, where nothing may be known.
QUIET = {
    "opinions_awaited": lambda k, a: api.opinions_awaited(code=k.code, actor=a, now=t.NOW),
    "sheets_made": lambda k, a: api.sheets_made(code=k.code, actor=a),
}
FILES = {
    "answers_given": lambda k, a: api.answers_given(code=k.code, actor=a),
    "notes": lambda k, a: api.notes(code=k.code, actor=a),
    "issued_of": lambda k, a: api.issued_of(code=k.code, actor=a),
    "issued_file": lambda k, a: api.issued_file(check_code=issued_code(k), actor=a),
    "reusable_papers": lambda k, a: api.reusable_papers(code=k.code, actor=a, now=t.NOW),
    "reusable_results": lambda k, a: api.reusable_results(code=k.code, actor=a, now=t.NOW),
    "receipt_file": lambda k, a: api.receipt_file(code=k.code, actor=a),
    "result_file": lambda k, a: api.result_file(code=k.code, actor=a),
    "sheet_file": lambda k, a: api.sheet_file(code=k.code, seq=first(k, "sheets", "event_seq"), actor=a),
    "paper_file": lambda k, a: api.paper_file(code=k.code, paper_id=first(k, "papers", "id"), actor=a),
}
def book(k, a):
    """The codes in the register book of the unit that holds the dossier; nothing for whom it is refused."""
    try:
        page = api.register_book(unit_code=k.holder, from_on=date(2026, 1, 1), to_on=date(2027, 1, 1), actor=a)
    except NamedError:
        return []
    return [row.code for row in page.rows]


LISTS = {
    "every_dossier": lambda k, a: [r.code for r in api.every_dossier(actor=a, now=t.NOW, filters=InboxFilter(query=k.code))],
    "watched": lambda k, a: [r.code for r in api.watched(actor=a, now=t.NOW, percent=0).rows],
    "register_book": book,
    "chosen_dossiers": lambda k, a: [r.code for r in api.chosen_dossiers(codes=[k.code, "KHONG"], actor=a, now=t.NOW)],
    "open_of": lambda k, a: [r.code for r in api.open_of(procedures=[k.procedure], actor=a, now=t.NOW)],
    "find": lambda k, a: [r.code for r in api.find(query=k.code, actor=a, now=t.NOW)],
    "inbox": lambda k, a: [r.code for r in api.inbox(actor=a, now=t.NOW, query=k.code).rows],
    "my_dossiers": lambda k, a: [r.code for r in api.my_dossiers(actor=a, now=t.NOW, limit=100).rows],
    "escalations": lambda k, a: [r.code for r in api.escalations(actor=a, now=t.NOW).rows],
    "opinion_inbox": lambda k, a: [o.dossier_code for o in api.opinion_inbox(actor=a, now=t.NOW).rows],
    "mentions": lambda k, a: [n.dossier_code for n in api.mentions(actor=a).rows],
    "workload": lambda k, a: [w.unit_code for w in api.workload(actor=a, now=t.NOW)],
    "counts": lambda k, a: [] if api.counts(actor=a, now=t.NOW)["all"] == 0 else ["some"],
    "handled_units": lambda k, a: api.handled_units(actor=a),
}


# What is the actor's own, or no dossier; each has a test of its own.
NO_DOSSIER_READ = {"find_old_results", "saved_views", "bulk_report", "unread_mentions", "led_units", "papers_of_mine", "filter_choices", "machine_origin", "scan_run", "scan_runs"}


def test_every_read_has_a_case():
    found = set()
    for name in api.__all__:
        function = getattr(api, name)
        if not inspect.isfunction(function) or "actor" not in inspect.signature(function).parameters:
            continue
        writes = ".casework.actions." in function.__module__ and name != "rebase_preview"
        if not writes and "catalogue" not in function.__module__:
            found.add(name)
    assert found - NO_DOSSIER_READ == ONE.keys() | QUIET.keys() | FILES.keys() | LISTS.keys()


def test_every_read_of_one_dossier_agrees_with_the_oracle(world):
    known, who = world
    for name, actor in who.items():
        for k in known:
            wanted = expected(actor, k)
            for read, call in ONE.items():
                seen = shown(lambda call=call, k=k, actor=actor: call(k, actor))
                level = {WHOLE: SHAPE}.get(wanted, wanted) if read not in ("dossier", "by_id", "dossier_page") else wanted
                assert seen == level, f"{read} of {k.procedure} at {k.holder} as {name}: {seen}, not {level}"


def test_files_are_for_those_who_may_see_the_papers(world):
    known, who = world
    for name, actor in who.items():
        for k in known:
            assert expected(actor, k) != HIDDEN or not any(call(k, actor) for call in QUIET.values()), name
            for read, call in FILES.items():
                seen = shown(lambda call=call, k=k, actor=actor: call(k, actor))
                if expected(actor, k) != WHOLE:
                    assert seen == HIDDEN, f"{read} as {name}"


def test_lists_and_searches_show_what_the_oracle_shows(world):
    known, who = world
    for name, actor in who.items():
        for k in known:
            wanted = expected(actor, k)
            assert (k.code in LISTS["find"](k, actor)) == (wanted != HIDDEN), f"find as {name}"
            assert (k.code in LISTS["chosen_dossiers"](k, actor)) == (wanted != HIDDEN), f"chosen as {name}"
            in_hand = wanted != HIDDEN and (actor.kind != "officer" or wanted == SHAPE or k.holder in api.handled_units(actor=actor))
            assert (k.code in LISTS["inbox"](k, actor)) == in_hand, f"inbox as {name}"
            assert set(LISTS["workload"](k, actor)) <= set(api.led_units(actor=actor)), f"workload as {name}"
            for read in ("my_dossiers", "open_of", "escalations", "opinion_inbox", "mentions", "every_dossier", "watched", "register_book"):
                assert wanted != HIDDEN or k.code not in LISTS[read](k, actor), f"{read} as {name}"


def test_counts_count_only_what_is_in_hand(world):
    known, who = world
    for name, actor in who.items():
        units = api.handled_units(actor=actor)
        mine = [
            k for k in known
            if expected(actor, k) != HIDDEN and (actor.kind != "officer" or expected(actor, k) == SHAPE or k.holder in units)
        ]
        assert api.counts(actor=actor, now=t.NOW)["all"] == len(mine), name


PAGES = {
    "casework_desk": "/lam-viec/ho-so/{code}/", "casework_desk_receipt": "/lam-viec/ho-so/{code}/tep/tiep-nhan.pdf",
    "casework_desk_result": "/lam-viec/ho-so/{code}/tep/ket-qua.pdf", "casework_desk_sheet": "/lam-viec/ho-so/{code}/tep/bieu-mau/2.pdf",
    "casework_desk_paper": "/lam-viec/ho-so/{code}/tep/giay-to/{paper}/", "casework_act": "/lam-viec/ho-so/{code}/withdraw/",
    "casework_preview": "/lam-viec/ho-so/{code}/xem-truoc/receive/",
    "casework_status": "/ho-so/{code}/", "casework_submitted": "/ho-so/{code}/da-nop/", "casework_supplement": "/ho-so/{code}/bo-sung/",
    "casework_withdraw": "/ho-so/{code}/rut/", "casework_receipt": "/ho-so/{code}/giay-tiep-nhan/",
    "casework_result": "/ho-so/{code}/ket-qua/", "casework_paper": "/ho-so/{code}/giay-to/{paper}/", "casework_sheet": "/ho-so/{code}/phieu/2/",
    "casework_sheet_docx": "/ho-so/{code}/phieu/2/docx/", "casework_form": "/ho-so/{code}/to-khai/",
    "casework_issued": "/ho-so/{code}/da-cap/KHONG/", "casework_rate": "/ho-so/{code}/danh-gia/", "casework_appeal": "/ho-so/{code}/khieu-nai/",
    "casework_sign_form": "/ho-so/{code}/ky-to-khai/",
    "casework_desk_sheet_word": "/lam-viec/ho-so/{code}/tep/bieu-mau/2.docx", "casework_desk_slip": "/lam-viec/ho-so/{code}/tep/mau-06.pdf",
    "casework_desk_issued": "/lam-viec/ho-so/{code}/tep/da-cap/KHONG/", "casework_copies": "/lam-viec/ho-so/{code}/sao-y/",
    "casework_digitise": "/lam-viec/ho-so/{code}/so-hoa/",
    "casework_note": "/lam-viec/ho-so/{code}/ghi-chu/", "casework_beside": "/lam-viec/ho-so/{code}/viec/assign/",
    "casework_opinion": "/lam-viec/ho-so/{code}/y-kien/01900000-0000-7000-8000-000000000000/",
    "casework_export": "/lam-viec/ho-so/tai-ve.csv", "casework_opinions": "/lam-viec/ho-so/xin-y-kien/",
    "casework_mentions": "/lam-viec/ho-so/nhac-den-toi/", "casework_watch": "/lam-viec/ho-so/canh-bao/",
    "casework_register": "/lam-viec/ho-so/so-theo-doi/", "casework_register_file": "/lam-viec/ho-so/so-theo-doi/so.pdf",
    "casework_inbox": "/lam-viec/ho-so/", "casework_mine": "/ho-so/",
}
# Addresses that show no stored dossier: the public catalogue, drafts (the forms' own room guards them), posts, the
# look-up, an officer's own lists and runs.
NO_DOSSIER = {
    "casework_catalogue", "casework_service", "casework_start", "casework_check", "casework_supplement_send", "casework_track", "casework_bulk",
    "casework_track_number", "casework_track_code", "casework_bulk_run", "casework_bulk_go_on", "casework_views", "casework_view",
    "casework_scans", "casework_scans_index", "casework_scans_run", "casework_scans_go_on", "casework_scans_digitise",
    "casework_scans_refused", "casework_choose", "casework_counter", "casework_counter_person", "casework_counter_check",
}


# REST reads that show no stored dossier: the public catalogue, definitions, the caller's own drafts, lists and runs.
NO_DOSSIER_REST = (
    "/procedures", "/fields", "/definitions", "/forms", "/views", "/bulk", "/counter", "/choices", "/handled-units", "/mentions/unread",
    "/old-results",
)  # fmt: skip
REST = "/api/v1/casework"
ASKED = {
    f"{REST}/find": "?q={code}", f"{REST}/dossiers": "?q={code}", f"{REST}/lists/export": "?query={code}",
    f"{REST}/register": "?unit_code={unit}&first=2026-01-01&last=2026-12-31",
    f"{REST}/register/file": "?unit_code={unit}&first=2026-01-01&last=2026-12-31&format=docx",
}


def reads_of_rest():
    """The address of every REST read of a dossier or a list of them, from the document: a new one is driven by itself."""
    paths = [path for path, told in build_api().get_openapi_schema()["paths"].items() if path.startswith(f"{REST}/") and "get" in told]
    shown = [p for p in paths if not p.removeprefix(REST).startswith(NO_DOSSIER_REST)]
    names = {"{paper_id}": "{paper}", "{seq}": "2", "{check_code}": "{issued}"}
    return {p: functools.reduce(lambda text, pair: text.replace(*pair), names.items(), p + ASKED.get(p, "")) for p in shown}


def test_every_address_has_a_case():
    names = {p.name for urls in (citizen_urls, officer_urls) for p in urls.urlpatterns}
    assert names - NO_DOSSIER == PAGES.keys()
    assert len(reads_of_rest()) > 20  # the document is whole


@pytest.mark.timeout(600)
def test_pages_give_nothing_away(world, monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    known, who = world
    papers = {k.code: Dossier.objects.get(code=k.code).papers.values_list("id", flat=True).first() or 0 for k in known}
    pages = PAGES | reads_of_rest()
    for name in ("citizen", "other_citizen", "reception", "operator", "admin", "stranger", "SXD", "STP", "nobody"):
        actor = who[name]
        client = Client() if name == "nobody" else sign_in(Client(), actor)
        for k in known:
            for page, path in pages.items():
                answer = client.get(path.format(code=k.code, paper=papers[k.code], issued=issued_code(k), unit=k.holder))
                told = answer.content.decode(errors="replace") if not answer.streaming else "file"
                assert answer.status_code < 500, f"{page} as {name}"
                if expected(actor, k) == HIDDEN:
                    refused = answer.status_code in (302, 401, 403, 404) or k.code not in told
                    assert refused, f"{page} of {k.holder} as {name}"

"""The overview of the data protection officer: what it counts, what is unusual, who sees it, and that looking is recorded."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent import testing
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.foundation.registers.testing import load_registers
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden

NOW = testing.NOW  # 09:00 in Hải Phòng
PAGE = "/quan-tri/du-lieu-ca-nhan/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    load_registers()
    testing.load_purposes()


def read(reader, subject=None, *, now=NOW, **more):
    wanted = {"purpose": "casework", "ground": "NĐ 118/2025/NĐ-CP", "dossier": "H24-1", **more}
    consent.note_access(subject_id=subject, reader=reader, now=now, **wanted)


def kinds(actor):
    return {u.kind: u for u in consent.unusual(actor=actor, now=NOW)}


def test_usage_is_counted_by_agency_and_purpose():
    read(make_officer(Role.APPRAISER))
    read(make_officer(Role.RECEPTION), purpose="lookup", people=7)
    found = {(u.agency, u.purpose): (u.readings, u.people) for u in consent.usage(actor=make_officer(Role.ADMIN), now=NOW)}
    assert found == {("11329", "casework"): (1, 1), ("11329", "lookup"): (1, 7)}


def test_many_persons_without_a_dossier_ask_for_an_explanation():
    officer, admin = make_officer(Role.APPRAISER), make_officer(Role.ADMIN)
    read(officer, dossier="", people=39, purpose="lookup")
    assert "no_dossier" not in kinds(admin)
    read(officer, dossier="", people=1, purpose="lookup", part="more")
    assert (kinds(admin)["no_dossier"].count, kinds(admin)["no_dossier"].reader_ref) == (40, officer.ref)


def test_readings_at_night_ask_for_an_explanation():
    officer, admin = make_officer(Role.APPRAISER), make_officer(Role.ADMIN)
    for n in range(5):
        read(officer, dossier=f"H-{n}", now=NOW - timedelta(hours=8))
        assert ("night" in kinds(admin)) == (n == 4)


def test_a_namesake_of_reader_or_colleague_is_asked_about():
    me = make_citizen(1)
    officer, admin = make_officer(Role.APPRAISER, code="a"), make_officer(Role.ADMIN)
    read(officer, me.subject_id)
    assert kinds(admin) == {}
    testing.rename_officer("a", "ĐỖ THỊ THỬ 1")
    assert set(kinds(admin)) == {"own"}
    read(make_officer(Role.RECEPTION, code="b"), me.subject_id)
    assert set(kinds(admin)) == {"own", "colleague"}


def test_leaders_see_their_own_units_alone():
    here, there = make_officer(Role.APPRAISER), make_officer(Role.APPRAISER, unit_code="11359")
    read(here)
    read(there)
    leader = make_officer(Role.LEADER)
    assert {u.agency for u in consent.usage(actor=leader, now=NOW)} == {"11329"}
    wanted = consent.AccessFilter(reader_ref=there.ref)
    assert consent.overseen(actor=leader, wanted=wanted, now=NOW).accesses == ()
    assert len(consent.overseen(actor=make_officer(Role.ADMIN), wanted=wanted, now=NOW).accesses) == 1


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.APPRAISER, Role.OPERATOR])
def test_nobody_else_sees_the_overview(role):
    officer = make_officer(role)
    for where in (PAGE, f"{PAGE}luot-xem/", "/api/v1/consent/oversight/usage"):
        assert sign_in(Client(), officer).get(where).status_code == 403
    for asked in (consent.usage, consent.unusual):
        with pytest.raises(Forbidden):
            asked(actor=officer, now=NOW)


@pytest.mark.parametrize("where", [PAGE, f"{PAGE}luot-xem/?nguoi=officer:1&ho_so=H24-1"])
def test_looking_is_recorded(where):
    read(make_officer(Role.APPRAISER), make_citizen(1).subject_id)
    admin = make_officer(Role.ADMIN)
    assert sign_in(Client(), admin).get(where).status_code == 200
    entry = audit.entries(limit=1).entries[0]
    assert (entry.action, entry.actor_ref) == ("consent.overseen", admin.ref)


def test_the_list_names_the_officer_and_not_the_person():
    read(make_officer(Role.APPRAISER), make_citizen(1).subject_id)
    shown = sign_in(Client(), make_officer(Role.ADMIN)).get(f"{PAGE}luot-xem/").content.decode()
    assert "Cán bộ appraiser" in shown
    assert "Đỗ Thị Thử" not in shown


def test_what_is_shown_is_never_markup():
    bad = "<img src=x onerror=alert(1)>"
    read(make_officer(Role.APPRAISER), dossier=bad, source=bad, fields=[bad], agency=bad)
    client = sign_in(Client(), make_officer(Role.ADMIN))
    for where in (PAGE, f"{PAGE}luot-xem/?nguoi={bad}"):
        assert bad not in client.get(where).content.decode()

"""The data protection officer carries out a request that another unit received: only those dossiers, only while he is named."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.consent.testing import noted
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown
from motcua.services.privacy import api
from motcua.services.privacy.contracts import RunState
from motcua.services.privacy.testing import asked
from motcua.services.privacy.web import officers

pytestmark = pytest.mark.django_db
DESK = "/lam-viec/du-lieu-ca-nhan/"


def make_dpo(*, named_from=date(2026, 1, 1)):
    dpo = make_officer(Role.RECEPTION, unit_code=t.OTHER_UNIT, code="dpo.1")
    admin = make_officer(Role.ADMIN, code="admin.dpo")
    term = api.name_dpo(officer_code="dpo.1", basis="12/QĐ-UBND", effective_from=named_from, actor=admin, now=t.NOW)
    return dpo, admin, term


def test_the_named_officer_opens_and_carries_out_what_another_unit_received(town, client):
    dpo, _admin, _term = make_dpo()
    code = asked(town, "restrict")
    assert casework.dossier(code=code, actor=dpo).party.name == casework.dossier(code=code, actor=town.appraiser).party.name
    planned = api.plan(code=code, actor=dpo, now=t.NOW)
    assert api.carry_out(code=code, digest=planned.digest, actor=dpo, now=t.NOW).state is RunState.DONE
    sign_in(client, dpo)
    assert code in client.get(DESK).content.decode()
    assert client.get(f"/lam-viec/ho-so/{code}/").status_code == 200
    assert [a.purpose for a in noted(reader_ref=dpo.ref, source="casework.dossier")] == ["data-rights"]


def test_the_desk_reads_the_names_of_units_in_one_statement(town):
    dpo, _admin, _term = make_dpo()
    for right in ("restrict", "view"):
        asked(town, right)
    with CaptureQueriesContext(connection) as done:
        rows = officers._requests(dpo, t.NOW, "vi")
    assert [row["unit"] for row in rows] == [units.get(code=t.UNIT, on=t.NOW.date()).full_name] * 2
    assert sum("units_unit" in one["sql"] for one in done) == 1


def test_whoever_is_not_named_sees_nothing_of_it(town, client):
    code = asked(town, "restrict")
    other = make_officer(Role.RECEPTION, unit_code=t.OTHER_UNIT, code="other.1")
    make_dpo()
    with pytest.raises(DossierUnknown):
        casework.dossier(code=code, actor=other)
    sign_in(client, other)
    assert code not in client.get(DESK).content.decode()
    assert client.get(f"/lam-viec/ho-so/{code}/").status_code == 404


def test_the_named_officer_sees_no_other_dossier(town):
    dpo, _admin, _term = make_dpo()
    birth = t.submit(town.citizen, key="birth")
    with pytest.raises(DossierUnknown):
        casework.dossier(code=birth.code, actor=dpo)
    assert not casework.find(query=birth.code, actor=dpo, now=t.NOW)
    assert api.open_requests(actor=dpo, now=t.NOW) == ()


def test_the_list_takes_no_more_statements_for_many_requests(town, django_assert_num_queries):
    dpo, _admin, _term = make_dpo()
    for rights in (("restrict",), ("object", "withdraw")):
        for right in rights:
            asked(town, right)
        with django_assert_num_queries(3):  # the dossiers, the opinions that were asked, whether he is named
            assert api.open_requests(actor=dpo, now=t.NOW)


def test_it_ends_with_the_term(town):
    dpo, admin, term = make_dpo()
    code = asked(town, "restrict")
    assert [row.code for row in api.open_requests(actor=dpo, now=t.NOW)] == [code]
    api.end_dpo(term_id=term, effective_to=t.NOW.date(), actor=admin, now=t.NOW)
    clock.provide(lambda: t.NOW + timedelta(days=2))
    with pytest.raises(DossierUnknown):
        casework.dossier(code=code, actor=dpo)


def test_it_does_not_begin_before_the_term(town):
    dpo, _admin, _term = make_dpo(named_from=t.NOW.date() + timedelta(days=3))
    code = asked(town, "restrict")
    with pytest.raises(DossierUnknown):
        casework.dossier(code=code, actor=dpo)


def test_administrators_who_stand_in_open_none(town):
    code = asked(town, "restrict")
    admin = make_officer(Role.ADMIN, code="admin.2")
    assert api.is_dpo(actor=admin, on=t.NOW.date())
    with pytest.raises(DossierUnknown):
        casework.dossier(code=code, actor=admin)


def test_looking_over_gives_no_power_in_the_steps(town):
    dpo, _admin, _term = make_dpo()
    code = asked(town, "restrict")
    assert casework.available_actions(code=code, actor=dpo, now=t.NOW) == ()

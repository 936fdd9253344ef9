"""Addresses of before 1 July 2025 with the real units of the city."""

from __future__ import annotations

import pytest

from motcua.foundation.units import api as units
from motcua.foundation.units.testing import load_units
from motcua.kernel.clock import local_date
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import FieldKind, UiField
from motcua.platform.eforms.queries import LAST_OLD_DAY
from motcua.platform.eforms.rules.reading import read
from motcua.platform.eforms.tests.documents import document, field

ASK = UiField(name="q", kind=FieldKind.ANY_ADDRESS, label_vi="Nơi sinh", label_en="Place of birth")


@pytest.fixture
def facts(db, now):
    load_units()
    ref = api.publish_form(definition=document(field("q", "any_address")), now=now)
    return api.facts(form=api.form(key=ref.key), now=now)


def test_every_old_commune_leads_to_communes_of_today(facts, now):
    old = units.communes(on=LAST_OLD_DAY)
    assert set(facts.old_units) == {u.code for u in old}
    assert all(unit.successors and unit.district and set(unit.successors) <= set(facts.units) for unit in facts.old_units.values())
    sample = next(iter(facts.old_units.values()))
    told = {link.unit.code for link in units.successors(code=sample.code, on=LAST_OLD_DAY)}
    assert set(sample.successors) == told & {u.code for u in units.communes(on=local_date(now))}


def test_an_undivided_one_is_carried_over_and_a_divided_one_asks(facts):
    whole = next(u for u in facts.old_units.values() if len(u.successors) == 1)
    parted = next(u for u in facts.old_units.values() if len(u.successors) > 1)
    got = read(ASK, {"q-old": [whole.code], "q-line": ["Số 1"]}, facts)
    assert got.value == {"unit": whole.successors[0], "line": "Số 1", "old": whole.code}
    (error,) = read(ASK, {"q-old": [parted.code], "q-line": ["Số 1"]}, facts).errors
    assert error.name == "q-unit"
    assert all(facts.units[code] in error.vi for code in parted.successors)

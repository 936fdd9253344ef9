"""The register cannot lie: what it says of tables is what the rooms declare."""

from datetime import date

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.services.privacy import api
from motcua.services.privacy.queries.register import table_facts
from motcua.services.privacy.testing import NOW, make_office

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 24)
PAGE = "/lam-viec/du-lieu-ca-nhan/xu-ly"


@pytest.fixture(autouse=True)
def _loaded():
    before = clock._provider
    clock.provide(lambda: NOW)
    consent.load_reference(now=NOW)
    yield
    clock.provide(before)


def test_every_room_with_personal_data_is_named_by_an_activity():
    assert api.uncovered() == ()


def test_facts_are_those_of_the_models():
    told = {t.table: t for t in table_facts()}
    assert told["privacy_breach"].personal == ("what", "cause", "measures", "assessment", "lessons")
    assert "phone" in told["identity_person"].personal
    assert all(t.retention for t in told.values())


def test_every_activity_has_a_purpose_with_its_ground():
    for one in api.activities(on=DAY):
        assert one.purposes, one.key
        assert all(p.citation for p in one.purposes)


def test_words_are_found_without_accents():
    assert [a.key for a in api.activities(on=DAY, query="bien lai")] == ["payments"]
    assert api.activities(on=DAY, query="khong co gi nhu vay") == ()


def test_officers_read_and_take_it_people_see_no_tables(client):
    office = make_office()
    public = client.get("/quyen-du-lieu/xu-ly/").content.decode()
    assert "Giải quyết thủ tục hành chính" in public
    assert "casework_dossier" not in public
    assert client.get(f"{PAGE}/").status_code == 302
    sign_in(client, office.reception)
    assert "casework_dossier" in client.get(f"{PAGE}/", {"tim": "hồ sơ"}).content.decode()
    assert "Không có hoạt động nào khớp" in client.get(f"{PAGE}/", {"tim": "<b>xyz"}).content.decode()
    assert "identity_person" in client.get(f"{PAGE}.csv").content.decode()
    assert client.get(f"{PAGE}.xlsx").content[:2] == b"PK"
    assert client.get(f"{PAGE}.pdf").status_code == 404

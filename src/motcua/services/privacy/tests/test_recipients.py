"""Recipients are read from the rooms that give data away; nothing is invented."""

from datetime import date

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.identity.testing import sign_in
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api as exchange
from motcua.platform.signon import api as signon
from motcua.platform.signon.testing import make_app
from motcua.services.privacy import api
from motcua.services.privacy.contracts import RecipientKind
from motcua.services.privacy.queries.recipients import recipients
from motcua.services.privacy.testing import NOW, make_office

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 24)


@pytest.fixture
def rights(monkeypatch):
    """The carried right of the one-stop system on the population register, in an installation that connects no declared system."""
    monkeypatch.setattr("motcua.platform.exchange.actions.systems.is_wanted", lambda _: False)
    exchange.load_reference(now=NOW)


def test_without_rights_and_applications_nobody_receives():
    assert recipients() == ()


def test_a_right_names_client_provider_purpose_and_fields(rights):
    (one,) = recipients()
    assert (one.kind, one.room) == (RecipientKind.RIGHT, "exchange")
    assert "Hệ thống thông tin giải quyết thủ tục hành chính" in one.name_vi
    assert ("Số định danh cá nhân", "Personal number") in one.fields
    assert one.purpose_vi.startswith("Giải quyết thủ tục")


def test_a_service_that_nobody_described_is_not_guessed(rights):
    (service,) = exchange.services()
    system = service.id.rsplit("/", 1)[0]
    other = exchange.register_service(subsystem=system, code="other", base_url="https://a.test", name_vi="Khác", actor=SYSTEM, now=NOW)
    exchange.register_right(service=other, client=service.rights[0].client, method="GET", path="/**", purpose="x", actor=SYSTEM, now=NOW)
    assert sorted(r.fields is None for r in recipients()) == [False, True]
    exchange.set_service_enabled(service=other, enabled=False, notice="", actor=SYSTEM, now=NOW)
    assert len(recipients()) == 1


def test_a_revoked_right_receives_nothing(rights):
    (service,) = exchange.services()
    right = service.rights[0]
    exchange.revoke_right(service=service.id, client=right.client, method=right.method, path=right.path, actor=SYSTEM, now=NOW)
    assert recipients() == ()


def test_an_application_receives_the_claims_of_its_scopes_until_it_is_disabled():
    app = make_app(scopes=("openid", "profile"))
    (one,) = recipients()
    assert [vi for vi, _ in one.fields] == ["Họ và tên", "Ngày sinh", "Giới tính"]
    signon.disable(application_id=app.uuid, actor=SYSTEM, now=NOW)
    assert recipients() == ()


def test_an_application_that_is_told_no_claim_is_no_recipient():
    make_app(scopes=("openid",), required_scopes=())
    assert recipients() == ()


def test_a_new_application_changes_the_fingerprint_of_its_activity():
    from motcua.services.privacy.rules import impacts as rules

    def recipients_part():
        return {a.key: rules.fingerprint(a)["recipients"] for a in api.activities(on=DAY)}

    before = recipients_part()
    make_app(scopes=("openid", "profile"))
    after = recipients_part()
    assert {k for k in before if before[k] != after[k]} == {"identity"}


def test_the_register_shows_them_with_links_for_those_who_may_open_them(client, rights):
    consent.load_reference(now=NOW)
    office = make_office()
    app = make_app(scopes=("openid", "profile"))
    sign_in(client, office.reception)
    page = client.get("/lam-viec/du-lieu-ca-nhan/xu-ly/").content.decode()
    assert "Ngày sinh, Giới tính" in page
    assert f"/quan-tri/ung-dung-dang-nhap/{app.uuid}/" not in page
    assert "Họ và tên" in client.get("/lam-viec/du-lieu-ca-nhan/xu-ly.csv").content.decode()
    sign_in(client, office.admin)
    page = client.get("/lam-viec/du-lieu-ca-nhan/xu-ly/").content.decode()
    assert f"/quan-tri/ung-dung-dang-nhap/{app.uuid}/" in page
    assert "/lam-viec/truc-lien-thong/" in page

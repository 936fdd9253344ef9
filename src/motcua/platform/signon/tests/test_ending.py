"""Endings: tokens, consents, sessions told to applications, keys; and who may ask about a token."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import NOW, make_citizen, sign_in
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import SYSTEM
from motcua.platform.signon import api, conf, rules
from motcua.platform.signon import testing as t
from motcua.platform.signon.actions import ending
from motcua.platform.signon.actions.personal import SignonSource
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.contracts import Audience
from motcua.platform.signon.models import ConsentRow
from motcua.platform.signon.tests.test_attacks import refreshed
from motcua.platform.signon.tests.test_flow import read, userinfo

ISSUER = "http://127.0.0.1:8000"
OFFLINE = "openid profile offline_access"


@pytest.fixture
def told(monkeypatch):
    """What applications are sent; each answers with the next status of ``told.statuses``, else 200."""
    sent = []

    def tell(url, *, form, demo):
        sent.append((url, form["logout_token"]))
        return (statuses.pop(0) if statuses else 200), ""

    statuses: list[int | None] = []
    monkeypatch.setattr(ending.reaching, "tell", tell)
    tell.sent, tell.statuses = sent, statuses
    return tell


def close(session_id, subject_id):
    return api.end_session(session_id=session_id, subject_id=subject_id, now=NOW)


def session_of(browser):
    return browser.session["identity.sid"]


def test_signing_out_ends_tokens_and_is_told_with_the_names_that_the_application_knows(client, app, told):
    person = make_citizen()
    browser = sign_in(client, person)
    given = t.tokens_for(browser, app)
    known = read(given["id_token"])
    assert close(session_of(browser), person.subject_id) == 1
    assert userinfo(browser, given["access_token"]).status_code == 401
    assert api.deliver_logouts(issuer=ISSUER, now=NOW) == 1
    url, token = told.sent[0]
    claims = read(token)
    assert url == "https://lich-hop.example/nghe"
    assert (claims["sub"], claims["sid"], claims["aud"]) == (known["sub"], known["sid"], app.client_id)
    assert list(claims["events"]) == ["http://schemas.openid.net/event/backchannel-logout"]
    assert "nonce" not in claims
    assert jose.glance(token)["header"]["typ"] == "logout+jwt"
    assert api.deliver_logouts(issuer=ISSUER, now=NOW) == 0


def test_the_worker_hears_of_closed_sessions(client, app, told):
    browser = sign_in(client, make_citizen())
    given = t.tokens_for(browser, app)
    browser.post("/tai-khoan/dang-xuat/")
    drain_all()
    assert userinfo(browser, given["access_token"]).status_code == 401
    assert api.deliver_logouts(issuer=ISSUER, now=NOW) == 1


def test_who_may_work_offline_goes_on(client, app, told):
    person = make_citizen()
    browser = sign_in(client, person)
    given = t.tokens_for(browser, app, scope=OFFLINE)
    close(session_of(browser), person.subject_id)
    assert refreshed(browser, app, given["refresh_token"]).status_code == 200


def test_one_that_does_not_hear_is_told_again_for_a_while_and_then_given_up(client, app, told):
    person = make_citizen()
    browser = sign_in(client, person)
    t.tokens_for(browser, app)
    close(session_of(browser), person.subject_id)
    told.statuses.extend([500, None, 301, 500, 500, 500, 500])
    at = NOW
    for _ in range(12):
        api.deliver_logouts(issuer=ISSUER, now=at)
        at += timedelta(hours=2)
    assert len(told.sent) == rules.schedule.MOST_ATTEMPTS
    assert len({jose.glance(token)["claims"]["jti"] for _, token in told.sent}) == len(told.sent)


def test_one_that_does_not_hear_keeps_nobody_waiting(app, told):
    for n in range(3):
        person = make_citizen(n)
        browser = sign_in(Client(), person)
        t.tokens_for(browser, app)
        close(session_of(browser), person.subject_id)
    told.statuses.append(None)
    assert api.deliver_logouts(issuer=ISSUER, now=NOW) == 0
    assert len(told.sent) == 1
    assert api.deliver_logouts(issuer=ISSUER, now=NOW + timedelta(minutes=1)) == 3


def test_a_session_is_told_once(client, app, told):
    person = make_citizen()
    browser = sign_in(client, person)
    t.tokens_for(browser, app)
    close(session_of(browser), person.subject_id)
    close(session_of(browser), person.subject_id)
    assert api.deliver_logouts(issuer=ISSUER, now=NOW) == 1


def test_withdrawing_ends_everything_and_asks_again(lan, app):
    given = t.tokens_for(lan, app, scope=OFFLINE)
    assert lan.get(f"/tai-khoan/ung-dung/{app.uuid}/rut-lai/").status_code == 200
    assert lan.post(f"/tai-khoan/ung-dung/{app.uuid}/rut-lai/").status_code == 302
    assert userinfo(lan, given["access_token"]).status_code == 401
    assert refreshed(lan, app, given["refresh_token"]).json()["error"] == "invalid_grant"
    assert lan.get(t.asking(app)).status_code == 200
    assert lan.post(f"/tai-khoan/ung-dung/{app.uuid}/rut-lai/").status_code == 404


WIDE = "openid profile phone offline_access"


def changed(app, **change):
    found = api.application(application_id=app.uuid, actor=SYSTEM)
    draft = {name: getattr(found, name) for name in t.Draft.__dataclass_fields__} | change
    api.change(application_id=app.uuid, draft=t.Draft(**draft), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "change", [{"scopes": ("openid", "profile", "offline_access")}, {"audience": Audience.OFFICERS}, {"min_level": 2}], ids=str
)
def test_narrowing_an_application_takes_back_what_was_given(lan, app, change):
    given = t.tokens_for(lan, app, scope=WIDE, ticked=("phone",))
    changed(app, name_vi="Tên khác", min_level=0)
    assert userinfo(lan, given["access_token"]).status_code == 200
    changed(app, **{"min_level": 1} | change)
    assert userinfo(lan, given["access_token"]).status_code == 401
    assert refreshed(lan, app, given["refresh_token"]).json()["error"] == "invalid_grant"


def test_agreeing_to_less_ends_what_could_tell_more(lan, app):
    wide = t.tokens_for(lan, app, scope=WIDE, ticked=("phone",))
    narrow = t.tokens_for(lan, app, scope=WIDE, prompt="consent")
    assert userinfo(lan, wide["access_token"]).status_code == 401
    assert refreshed(lan, app, wide["refresh_token"]).json()["error"] == "invalid_grant"
    assert refreshed(lan, app, narrow["refresh_token"]).json()["scope"] == OFFLINE


def test_a_token_tells_no_more_than_the_standing_consent(lan, app):
    given = t.tokens_for(lan, app, scope=WIDE, ticked=("phone",))
    ConsentRow.objects.update(scopes=OFFLINE.split())
    assert "phone_number" not in userinfo(lan, given["access_token"]).json()
    assert lan.post("/sso/introspect", {"token": given["access_token"]}, **app.basic).json()["scope"] == OFFLINE
    assert refreshed(lan, app, given["refresh_token"]).json()["scope"] == OFFLINE
    ConsentRow.objects.update(withdrawn_at=NOW)
    assert userinfo(lan, given["access_token"]).status_code == 401


def test_what_was_told_is_noted_under_the_text_that_was_agreed_to(lan, app):
    given = t.tokens_for(lan, app)
    changed(app, consent_vi="Việc khác.")
    userinfo(lan, given["access_token"])
    entries = audit.entries(object_ref=f"signon.application:{app.uuid}").entries
    assert [e.ground for e in entries if e.action == "signon.claims_released"] == ["consent:1"]


def test_nobody_withdraws_for_another(lan, app):
    given = t.tokens_for(lan, app)
    other = sign_in(Client(), make_citizen(7))
    assert other.post(f"/tai-khoan/ung-dung/{app.uuid}/rut-lai/").status_code == 404
    assert userinfo(lan, given["access_token"]).status_code == 200


def test_the_person_sees_what_was_told_and_when(lan, app):
    assert "Bạn chưa đăng nhập vào ứng dụng nào" in lan.get("/tai-khoan/ung-dung/").content.decode()
    given = t.tokens_for(lan, app)
    userinfo(lan, given["access_token"])
    page = lan.get("/tai-khoan/ung-dung/").content.decode()
    for part in ("Lịch họp thành phố", "Họ và tên", "02/03/2026 09:00", "Rút lại"):
        assert part in page


def test_every_telling_is_in_the_audit_log_without_values(lan, app):
    userinfo(lan, t.tokens_for(lan, app)["access_token"])
    entries = [e for e in audit.entries(object_ref=f"signon.application:{app.uuid}").entries if e.action == "signon.claims_released"]
    assert len(entries) == 1
    assert entries[0].details == {"claims": ["birthdate", "gender", "name"]}
    assert "Đỗ" not in json.dumps(entries[0].details, ensure_ascii=False)


def test_only_its_owner_is_told_about_a_token(lan, app):
    token = t.tokens_for(lan, app)["access_token"]
    other = t.make_app(name_vi="B")
    assert lan.post("/sso/introspect", {"token": token}, **app.basic).json()["active"] is True
    assert lan.post("/sso/introspect", {"token": token}, **other.basic).json() == {"active": False}
    assert lan.post("/sso/introspect", {"token": token, "client_id": app.client_id}).status_code == 401


def test_nobody_revokes_anothers_token(lan, app):
    given = t.tokens_for(lan, app, scope=OFFLINE)
    other = t.make_app(name_vi="B")
    for token in (given["access_token"], given["refresh_token"]):
        assert lan.post("/sso/revoke", {"token": token}, **other.basic).status_code == 200
    assert userinfo(lan, given["access_token"]).status_code == 200
    lan.post("/sso/revoke", {"token": given["refresh_token"]}, **app.basic)
    assert userinfo(lan, given["access_token"]).status_code == 401


def leave(browser, **params):
    return browser.get("/sso/logout?" + t.urlencode(params))


def test_a_statement_of_this_session_signs_out_and_leads_back(lan, app):
    hint = t.tokens_for(lan, app)["id_token"]
    answer = leave(lan, id_token_hint=hint, post_logout_redirect_uri="https://lich-hop.example/tam-biet", state="a b")
    assert answer["Location"] == "https://lich-hop.example/tam-biet?state=a+b"
    assert "motcua_session" not in lan.session
    assert lan.get("/tai-khoan/ung-dung/").status_code == 302


def test_a_link_alone_signs_nobody_out(lan, app):
    hint = t.tokens_for(sign_in(Client(), make_citizen(7)), app)["id_token"]
    assert leave(lan).status_code == 200
    assert leave(lan, id_token_hint=hint).status_code == 200
    assert lan.get("/tai-khoan/ung-dung/").status_code == 200


@pytest.mark.parametrize("uri", ["https://evil.example/", "https://lich-hop.example/tam-biet/x", "//evil.example"])
def test_log_out_leads_to_registered_addresses_only(lan, app, uri):
    hint = t.tokens_for(lan, app)["id_token"]
    assert leave(lan, id_token_hint=hint, post_logout_redirect_uri=uri).status_code == 400
    assert leave(lan, post_logout_redirect_uri=uri).status_code == 400


def test_a_forged_hint_is_refused(lan, app):
    from joserfc import jwt
    from joserfc.jwk import ECKey

    claims = jose.glance(t.tokens_for(lan, app)["id_token"])["claims"]
    forged = jwt.encode({"alg": "ES256"}, claims, ECKey.generate_key("P-256"))
    assert leave(lan, id_token_hint=forged).status_code == 400


def test_the_next_key_is_published_before_it_signs_and_the_old_one_kept_after(lan, app, later):
    first = t.tokens_for(lan, app)["id_token"]
    kid = jose.glance(first)["header"]["kid"]
    made = api.rotate(actor=SYSTEM, now=NOW)
    assert set(made) < {key["kid"] for key in api.jwks(now=NOW)["keys"]}
    assert jose.glance(t.tokens_for(lan, app)["id_token"])["header"]["kid"] == kid
    soon = later(timedelta(hours=conf.KEY_AHEAD_HOURS))
    assert jose.glance(t.tokens_for(lan, app)["id_token"])["header"]["kid"] in made
    assert jose.read(first, jwks=api.jwks(now=soon), algorithms=["RS256"])
    much_later = soon + timedelta(days=1)
    assert kid not in {key["kid"] for key in api.jwks(now=much_later)["keys"]}


def test_a_leaked_key_is_believed_no_longer(lan, app):
    first = t.tokens_for(lan, app)["id_token"]
    api.rotate(actor=SYSTEM, now=NOW, at_once=True)
    assert read(first) is None
    assert read(t.tokens_for(lan, app)["id_token"])


def test_keys_rotate_when_they_are_old_and_only_then(db):
    assert len(api.rotate_if_due(actor=SYSTEM, now=NOW)) == 2
    assert api.rotate_if_due(actor=SYSTEM, now=NOW + timedelta(days=conf.KEY_DAYS - 1)) == ()
    assert len(api.rotate_if_due(actor=SYSTEM, now=NOW + timedelta(days=conf.KEY_DAYS))) == 2
    assert api.rotate_if_due(actor=SYSTEM, now=NOW + timedelta(days=conf.KEY_DAYS)) == ()


def test_private_keys_are_ciphertext_in_the_table(db):
    from django.db import connection

    api.rotate(actor=SYSTEM, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pem, public::text FROM signon_key")
        rows = cursor.fetchall()
    assert not [row for row in rows if "PRIVATE" in row[0] or '"d"' in row[1]]


def test_sweeping_forgets_what_has_ended_and_nothing_else(lan, app):
    t.tokens_for(lan, app, scope=OFFLINE)
    api.sweep(now=NOW)
    assert api.sweep(now=NOW + timedelta(days=2)) >= 1
    assert api.my_applications(subject_id=make_citizen().subject_id)


def test_the_person_sees_every_telling_in_her_one_list(client, app):
    person = make_citizen()
    browser = sign_in(client, person)
    userinfo(browser, t.tokens_for(browser, app)["access_token"])
    seen = consent.accesses_of(person=identity.person(person_id=person.subject_id)).accesses
    assert [(one.purpose, one.source) for one in seen if one.purpose == "sign-on"] == [("sign-on", "signon.release")]


def test_what_the_room_holds_goes_into_the_copy_and_stops_when_she_says_so(client, app):
    person = make_citizen()
    browser = sign_in(client, person)
    given = t.tokens_for(browser, app)
    userinfo(browser, given["access_token"])
    source = SignonSource()
    told = source.export(person_id=person.subject_id, now=NOW)["applications"][0]
    assert (told["live"], told["told"][0]["claims"]) == (True, ["birthdate", "gender", "name"])
    assert source.erase(person_id=person.subject_id, now=NOW).kept == 2
    assert userinfo(browser, given["access_token"]).status_code == 401

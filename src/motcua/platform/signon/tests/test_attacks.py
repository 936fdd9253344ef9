"""What somebody may try at the authorisation and token endpoints; each guard's removal makes its test fail."""

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection, connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import NOW, UNIT, make_citizen, make_officer, release, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.signon import api, conf, rules
from motcua.platform.signon import testing as t
from motcua.platform.signon.actions import authenticating
from motcua.platform.signon.contracts import AuthMethod, InvalidGrant, Tokens
from motcua.platform.signon.tests.test_flow import userinfo


def refreshed(browser, app, token, **change):
    return browser.post(t.TOKEN_URL, {"grant_type": "refresh_token", "refresh_token": token} | change, **app.basic)


@pytest.mark.parametrize(
    "uri",
    [
        "https://lich-hop.example/ve/", "https://lich-hop.example/ve?x=1", "https://lich-hop.example.evil.example/ve", "https://evil.example/ve",
        "http://lich-hop.example/ve", "https://lich-hop.example/../ve", "https://LICH-HOP.example/ve", "", "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(lan, app, uri):
    answer = lan.get(t.asking(app, redirect_uri=uri))
    assert answer.status_code == 400
    assert "Location" not in answer


def test_an_unknown_application_is_told_on_a_page(lan, app):
    assert lan.get(t.asking(app, client_id="khac")).status_code == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"), ({"code_challenge": "kurz"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"), ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"), ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"scope": "profile"}, "invalid_scope"), ({"scope": "openid personal_number"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"), ({"max_age": "-1"}, "invalid_request"), ({"nonce": "n" * 301}, "invalid_request"),
    ],
)
def test_what_is_not_understood_exactly_is_refused(lan, app, change, error):
    told = t.answered(lan.get(t.asking(app, **change)))
    assert (told["error"], told["state"], told["iss"]) == (error, "st-1", "http://127.0.0.1:8000")


def test_a_parameter_that_comes_twice_is_refused(lan, app):
    assert t.answered(lan.get(t.asking(app) + "&nonce=2"))["error"] == "invalid_request"
    assert lan.get(t.asking(app) + "&redirect_uri=https://evil.example/").status_code == 400


def test_every_answer_names_who_answers(lan, app):
    told = t.answered(t.consent(lan, lan.get(t.asking(app))))
    assert told["iss"] == "http://127.0.0.1:8000"


def test_a_code_is_good_once_and_the_second_use_ends_what_the_first_got(lan, app):
    code = t.code_for(lan, app, scope="openid profile offline_access")
    first = t.swap(lan, app, code).json()
    assert t.swap(lan, app, code).json()["error"] == "invalid_grant"
    assert userinfo(lan, first["access_token"]).status_code == 401
    assert refreshed(lan, app, first["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("change", [{"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": "https://lich-hop.example/khac"}])
def test_a_stolen_code_is_worth_nothing(lan, app, change):
    assert t.swap(lan, app, t.code_for(lan, app), **change).json()["error"] == "invalid_grant"


def test_a_code_of_another_application_is_refused(lan, app):
    thief = t.make_app(name_vi="B")
    assert t.swap(lan, thief, t.code_for(lan, app)).json()["error"] == "invalid_grant"


def test_a_code_ends_after_a_minute(lan, app, later):
    code = t.code_for(lan, app)
    later(timedelta(seconds=conf.CODE_SECONDS))
    assert t.swap(lan, app, code).json()["error"] == "invalid_grant"


def test_a_stolen_refresh_token_ends_the_whole_family(lan, app):
    first = t.tokens_for(lan, app, scope="openid profile offline_access")
    second = refreshed(lan, app, first["refresh_token"]).json()
    assert refreshed(lan, app, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert refreshed(lan, app, second["refresh_token"]).json()["error"] == "invalid_grant"
    assert userinfo(lan, second["access_token"]).status_code == 401


def test_a_refresh_token_of_another_application_is_refused_and_harms_nobody(lan, app):
    token = t.tokens_for(lan, app, scope="openid profile offline_access")["refresh_token"]
    assert refreshed(lan, t.make_app(name_vi="B"), token).json()["error"] == "invalid_grant"
    assert refreshed(lan, app, token).status_code == 200


def test_a_refresh_cannot_ask_for_more(lan, app):
    token = t.tokens_for(lan, app, scope="openid profile offline_access")["refresh_token"]
    assert refreshed(lan, app, token, scope="openid phone").json()["error"] == "invalid_scope"


@pytest.mark.django_db(transaction=True)
def test_two_that_race_with_one_refresh_token_lose_both():
    app = t.make_app()
    browser = sign_in(Client(), make_citizen())
    token = t.tokens_for(browser, app, scope="openid profile offline_access")["refresh_token"]
    application = api.by_client(client_id=app.client_id)
    outcomes, gate = [], threading.Barrier(2)

    def race():
        gate.wait()
        try:
            outcomes.append(api.refresh(application=application, token=token, scopes=(), issuer="i", now=NOW))
        except InvalidGrant as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=race) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    won = [one for one in outcomes if isinstance(one, Tokens)]
    assert len(won) == 1
    with pytest.raises(InvalidGrant):
        api.refresh(application=application, token=won[0].refresh_token, scopes=(), issuer="i", now=NOW)
    assert connection.is_usable()


def test_the_page_of_one_session_cannot_be_answered_in_another(lan, app):
    page = lan.get(t.asking(app))
    other = sign_in(Client(), make_citizen(7))
    assert t.consent(other, page).status_code == 400
    again = sign_in(Client(), make_citizen())
    assert t.consent(again, page).status_code == 400


def test_a_foreign_page_cannot_say_yes(app):
    browser = sign_in(Client(enforce_csrf_checks=True), make_citizen())
    assert t.consent(browser, browser.get(t.asking(app))).status_code == 403


def test_a_request_cannot_be_changed_between_question_and_answer(lan, app):
    answer = lan.post("/sso/dong-y", {"yeu_cau": "eyJhIjoxfQ:x:y", "tra_loi": "dong_y"})
    assert answer.status_code == 400


def test_ticking_what_was_not_asked_gives_nothing(lan, app):
    page = lan.get(t.asking(app))
    code = t.answered(t.consent(lan, page, ticked=("phone", "personal_number")))["code"]
    assert t.swap(lan, app, code).json()["scope"] == "openid profile"


def test_names_are_shown_as_text(lan):
    app = t.make_app(name_vi="<script>alert(1)</script>", consent_vi="<img src=x onerror=alert(1)>")
    page = lan.get(t.asking(app)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("way", ["none", "post", "wrong"])
def test_a_secret_is_needed_and_comes_in_the_header(lan, app, way):
    form = {"grant_type": "authorization_code", "code": t.code_for(lan, app), "redirect_uri": t.BACK, "code_verifier": t.VERIFIER}
    form["client_id"] = app.client_id
    if way == "post":
        form["client_secret"] = app.secret
    header = t.App(client_id=app.client_id, uuid="", secret="x").basic if way == "wrong" else {}
    assert lan.post(t.TOKEN_URL, form, **header).json()["error"] in ("invalid_client", "invalid_request")


def test_a_public_application_has_its_proof_key_alone(lan):
    app = t.make_app(auth_method=AuthMethod.NONE)
    form = {"grant_type": "authorization_code", "code": t.code_for(lan, app), "redirect_uri": t.BACK, "client_id": app.client_id}
    assert lan.post(t.TOKEN_URL, form).json()["error"] == "invalid_grant"
    assert lan.post(t.TOKEN_URL, form | {"code_verifier": t.VERIFIER}).status_code == 200


def test_a_disabled_application_gives_and_gets_nothing(lan, app):
    told = t.tokens_for(lan, app)
    api.disable(application_id=app.uuid, actor=SYSTEM, now=NOW)
    assert lan.get(t.asking(app)).status_code == 400
    assert userinfo(lan, told["access_token"]).status_code == 401


def test_a_locked_account_ends_its_tokens(lan, app, django_user_model):
    told = t.tokens_for(lan, app, scope="openid profile offline_access")
    django_user_model.objects.update(is_active=False)
    assert userinfo(lan, told["access_token"]).status_code == 401
    assert refreshed(lan, app, told["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_officer_without_a_post_signs_in_no_more_and_his_tokens_end(app):
    person = make_officer(Role.LEADER)
    browser = sign_in(Client(), person)
    told = t.tokens_for(browser, app, scope="openid offline_access")
    release(officer_id=person.subject_id, unit_code=UNIT, role=Role.LEADER, now=NOW)
    assert userinfo(browser, told["access_token"]).status_code == 401
    assert browser.post("/sso/introspect", {"token": told["access_token"]}, **app.basic).json() == {"active": False}
    again = sign_in(Client(), person)
    for prompt in (None, "none", "login"):
        assert t.answered(again.get(t.asking(app, prompt=prompt)))["error"] == "access_denied"
    assert refreshed(browser, app, told["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_token_in_the_address_is_not_read(lan, app):
    token = t.tokens_for(lan, app)["access_token"]
    assert lan.get(f"/sso/userinfo?access_token={token}").status_code == 401


def test_a_token_for_people_opens_no_machine_address(lan, app):
    token = t.tokens_for(lan, app)["access_token"]
    assert Client().get("/api/v1/developers/subscriptions", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_the_provider_is_named_by_its_settings_not_by_the_request(lan, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert "evil.example" not in lan.get("/.well-known/openid-configuration", HTTP_HOST="evil.example").content.decode()


def test_guessing_is_slowed(lan, app, monkeypatch):
    monkeypatch.setattr(conf, "PER_MINUTE_REFUSED", 3)
    thief = t.App(client_id=app.client_id, uuid="", secret="x")
    tried = [lan.post("/sso/introspect", {"token": "x"}, **thief.basic).status_code for _ in range(5)]
    assert tried == [401, 401, 401, 429, 429]
    monkeypatch.setattr(authenticating, "make_password", lambda _: pytest.fail("a secret was checked"))
    unknown = t.App(client_id="khac", uuid="", secret="x")
    assert lan.post("/sso/introspect", {"token": "x"}, **unknown.basic).status_code == 429
    assert lan.post("/sso/introspect", {"token": "x"}, **app.basic).status_code == 429
    assert lan.post("/sso/introspect", {"token": "x"}, **app.basic, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_calls_under_a_public_name_are_counted_by_address(lan, monkeypatch):
    monkeypatch.setattr(conf, "PER_MINUTE_CLIENT", 2)
    form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": t.make_app(auth_method=AuthMethod.NONE).client_id}
    assert [lan.post(t.TOKEN_URL, form).status_code for _ in range(3)] == [400, 400, 429]
    assert lan.post(t.TOKEN_URL, form, REMOTE_ADDR="198.51.100.7").status_code == 400


def test_visits_are_slowed(lan, app, monkeypatch):
    monkeypatch.setattr(conf, "PER_MINUTE_VISITOR", 2)
    assert [lan.get(t.asking(app)).status_code for _ in range(3)] == [200, 200, 429]


def test_calls_are_slowed(lan, app, monkeypatch):
    monkeypatch.setattr(conf, "PER_MINUTE_CLIENT", 2)
    assert [lan.post("/sso/introspect", {"token": "x"}, **app.basic).status_code for _ in range(3)] == [200, 200, 429]


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=140))
def test_no_verifier_but_the_right_one_fits(text):
    challenge = rules.challenge_of(t.VERIFIER)
    assert rules.verifier_fits(verifier=text, challenge=challenge) == (text == t.VERIFIER)
    assert not rules.verifier_fits(verifier=text, challenge="")


def test_an_unknown_application_costs_as_much_hashing_as_a_known_one(lan, app, monkeypatch):
    """Otherwise the time of the answer tells which names exist."""
    hasher, runs = type(get_hasher()), []
    for name in (app.client_id, "khac"):
        with patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
            asked = lan.post("/sso/introspect", {"token": "x"}, **t.App(client_id=name, uuid="", secret="x").basic)
        runs.append((asked.status_code, encode.call_count))
    assert runs[0] == runs[1]
    assert runs[0][1] > 0

"""How applications prove who they are by signed statements (RFC 7523), and what is never believed."""

import base64
import contextlib
import hmac
import json
import socket
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from motcua.platform.signon import api, conf
from motcua.platform.signon import testing as t
from motcua.platform.signon.actions import authenticating
from motcua.platform.signon.contracts import AddressRefused, AuthMethod, DraftWrong

ISSUER = "http://127.0.0.1:8000"
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def signing(db):
    return t.make_app(auth_method=AuthMethod.KEY)


def short_key():
    public = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key().public_numbers()
    return {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(public.n.to_bytes(128, "big")).rstrip(b"=").decode()}


def introspected(client, app, statement, **change):
    form = {"token": "x", "client_id": app.client_id, "client_assertion": statement, "client_assertion_type": TYPE}
    return client.post("/sso/introspect", form | change)


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/sso/token", f"{ISSUER}/sso/introspect", [ISSUER, f"{ISSUER}/sso/token"]])
def test_a_statement_to_us_is_believed(client, signing, audience):
    assert introspected(client, signing, t.statement(signing, audience=audience)).json() == {"active": False}


def test_a_whole_sign_in_by_statement(lan, signing):
    form = {"grant_type": "authorization_code", "code": t.code_for(lan, signing), "redirect_uri": t.BACK, "code_verifier": t.VERIFIER}
    form |= {"client_assertion": t.statement(signing, audience=ISSUER), "client_assertion_type": TYPE}
    assert lan.post(t.TOKEN_URL, form).json()["id_token"]


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "https://other.example"}, {"audience": [ISSUER, "https://other.example"]}, {"audience": []}, {"exp": None},
        {"exp": -60}, {"exp": 3600}, {"jti": None}, {"iss": "khac"}, {"sub": "khac"}, {"nbf": 600}, {"iat": 600},
    ],  # seconds are from the moment of the test: the suite may have been collected long before
    ids=["other", "also-other", "nobody", "no-end", "over", "too-long", "no-jti", "other-issuer", "other-subject", "not-yet", "from-later"],
)
def test_a_statement_that_is_not_meant_or_not_timely_is_refused(client, signing, change):
    now = int(time.time())
    told = {name: now + value if isinstance(value, int) else value for name, value in change.items()}
    answer = introspected(client, signing, t.statement(signing, **({"audience": ISSUER} | told)))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_statement_is_good_once(client, signing):
    statement = t.statement(signing, audience=ISSUER)
    assert introspected(client, signing, statement).status_code == 200
    assert introspected(client, signing, statement).status_code == 401


def unsigned(app):
    def part(told):
        return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()

    at = int(time.time())
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": ISSUER, "exp": at + 60, "jti": "1"}
    return f"{part({'alg': 'none'})}.{part(claims)}."


def confused(app):
    """HS256 with the public key's own text as the secret."""
    at = int(time.time())
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": ISSUER, "exp": at + 60, "jti": "1"}
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in ({"alg": "HS256", "kid": "k1"}, claims)]
    mac = hmac.digest(app.key.as_pem(private=False), b".".join(parts), "sha256")
    return b".".join((*parts, base64.urlsafe_b64encode(mac).rstrip(b"="))).decode()


def stranger(app):
    return t.statement(app, audience=ISSUER, key=ECKey.generate_key("P-256", {"kid": "k1"}))


def stranger_rsa(app):
    return t.statement(app, audience=ISSUER, key=RSAKey.generate_key(2048, {"kid": "k1"}), alg="RS256")


def changed(app):
    head, body, signature = t.statement(app, audience=ISSUER).split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "==")) | {"jti": "khac"}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b'=').decode()}.{signature}"


@pytest.mark.parametrize("forge", [unsigned, confused, stranger, stranger_rsa, changed, lambda _: "x", lambda _: "", lambda _: "a.b.c"])
def test_an_unsigned_or_wrongly_signed_statement_never_yields_a_token(lan, signing, forge):
    form = {"grant_type": "authorization_code", "code": t.code_for(lan, signing), "redirect_uri": t.BACK, "code_verifier": t.VERIFIER}
    form |= {"client_id": signing.client_id, "client_assertion": forge(signing), "client_assertion_type": TYPE}
    answer = lan.post(t.TOKEN_URL, form)
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.content.decode()


def test_an_application_with_a_secret_cannot_come_with_a_statement(client, db):
    app = t.make_app()
    made = t.App(client_id=app.client_id, uuid=app.uuid, key=ECKey.generate_key("P-256", {"kid": "k1"}))
    assert introspected(client, made, t.statement(made, audience=ISSUER)).status_code == 401


def test_an_application_with_a_key_cannot_come_with_its_name_alone(lan, signing):
    form = {"grant_type": "authorization_code", "code": "x", "client_id": signing.client_id}
    assert lan.post(t.TOKEN_URL, form).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "keys",
    [
        {"keys": []}, {"keys": [OctKey.generate_key(256).as_dict(private=True)]}, {"keys": [ECKey.generate_key("P-256").as_dict(private=True)]},
        {"keys": [short_key()]}, {"keys": "x"}, [1],
    ],
    ids=["none", "symmetric", "private", "short", "text", "list"],
)  # fmt: skip
def test_only_public_keys_of_some_strength_are_registered(db, keys):
    with pytest.raises(DraftWrong):
        t.make_app(auth_method=AuthMethod.KEY, jwks=keys)


def test_keys_at_an_address_are_fetched_kept_and_fetched_again_for_a_new_one(client, db, monkeypatch, later):
    from datetime import timedelta

    asked, first, second = [], ECKey.generate_key("P-256", {"kid": "k1"}), ECKey.generate_key("P-256", {"kid": "k2"})
    held = [first]
    monkeypatch.setattr(
        authenticating.reaching, "fetch_keys",
        lambda url, demo: asked.append(url) or {"keys": [one.as_dict(private=False) for one in held]},
    )
    app = t.make_app(auth_method=AuthMethod.KEY, jwks=None, jwks_uri="https://lich-hop.example/jwks")
    for _ in range(2):
        assert introspected(client, app, t.statement(app, audience=ISSUER, key=first)).status_code == 200
    assert len(asked) == 1
    held.append(second)
    later(timedelta(minutes=1))
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": ISSUER, "exp": int(time.time()) + 60, "jti": "9"}
    assert introspected(client, app, jwt.encode({"alg": "ES256", "kid": "k2"}, claims, second)).status_code == 200
    assert len(asked) == 2


def test_keys_are_fetched_by_one_at_a_time(client, db, monkeypatch):
    asked, key = [], ECKey.generate_key("P-256", {"kid": "k1"})
    app = t.make_app(auth_method=AuthMethod.KEY, jwks=None, jwks_uri="https://lich-hop.example/jwks")

    def fetch(url, demo):
        asked.append(url)
        assert introspected(client, app, t.statement(app, audience=ISSUER, key=key)).status_code == 401  # another comes meanwhile
        return {"keys": [key.as_dict(private=False)]}

    monkeypatch.setattr(authenticating.reaching, "fetch_keys", fetch)
    assert introspected(client, app, t.statement(app, audience=ISSUER, key=key)).status_code == 200
    assert len(asked) == 1


@pytest.fixture
def dripping():
    """The address of a server that never ends its answer's head: one byte now and then."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip():
        line, _ = listener.accept()
        with line, contextlib.suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                line.sendall(b"x")

    server = threading.Thread(target=drip)
    server.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    over.set()
    server.join()
    listener.close()


def test_a_peer_that_drips_does_not_hold_us(dripping, monkeypatch):
    monkeypatch.setattr(conf, "FETCH_SECONDS", 0.4)
    begun = time.monotonic()
    assert authenticating.reaching.tell(dripping, form={}, demo=True) == (None, "no answer")
    assert time.monotonic() - begun < 3
    for one in [one for one in threading.enumerate() if one.name.startswith("outward")]:
        one.join(3)
        assert not one.is_alive()


@pytest.mark.parametrize(
    "url",
    [
        "http://lich-hop.example/jwks", "https://127.0.0.1/jwks", "https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/latest/",
        "https://[::ffff:10.0.0.8]/", "https://0.0.0.0/", "file:///etc/passwd", "https://user:pw@lich-hop.example/", "https://x.example/#a",
    ],
)
def test_the_city_opens_no_address_inside(url):
    with pytest.raises(AddressRefused):
        authenticating.reaching.check(url, demo=False)


def test_a_name_that_leads_inside_is_not_opened(monkeypatch):
    told = [(2, 1, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    with pytest.raises(AddressRefused):
        authenticating.reaching.fetch_keys("https://jwks.example/", demo=False)


def test_addresses_for_people_are_https_outside_a_demonstration(db, settings):
    settings.MOTCUA_DEMO = False
    with pytest.raises(DraftWrong) as wrong:
        t.make_app(redirect_uris=("http://lich-hop.example/ve",), jwks_uri="")
    assert "redirect_uris" in wrong.value.fields
    assert api.applications(actor=t.SYSTEM) == ()

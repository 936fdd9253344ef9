"""The offline check: every attack is refused with its own sentence, and no byte can be changed."""

import hashlib
import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.kernel.sdjwt import bind, check, encode, jwk_of, new_key, pack, read_presentation, select, sign
from motcua.kernel.sdjwt.verdicts import SENTENCES

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ISSUER, HOLDER, STRANGER = new_key(), new_key(), new_key()
ADDRESS, LIST = "https://haiphong.example", "https://haiphong.example/chung-nhan/trang-thai/1/"
GONE = [{"kid": "gone", "withdrawn_at": NOW.isoformat()}]
KEYS = {"issuer": ADDRESS, "jwks": {"keys": [{**jwk_of(ISSUER.public_key()), "kid": "k"}]}, "withdrawn_keys": GONE}
SHOP, NONCE = "https://nha-tro.example", "n-1"


def piece(*parts):
    return encode(json.dumps(["salt", *parts]).encode())


def digest(text):
    return encode(hashlib.sha256(text.encode()).digest())


NAME, BIRTH = piece("name", "Hường"), piece("birth", "2001-02-03")


def token(*, key=ISSUER, header=None, drop=(), **changes):
    payload = {
        "iss": ADDRESS, "iat": int(NOW.timestamp()), "nbf": int(NOW.timestamp()), "exp": int((NOW + timedelta(days=9)).timestamp()),
        "vct": f"{ADDRESS}/loai/x/1/", "cnf": {"jwk": jwk_of(HOLDER.public_key())}, "_sd_alg": "sha-256", "_sd": [digest(NAME), digest(BIRTH)],
        "status": {"status_list": {"idx": 5, "uri": LIST}}, **changes,
    }  # fmt: skip
    return sign(header={"typ": "dc+sd-jwt", "kid": "k", **(header or {})}, payload={k: v for k, v in payload.items() if k not in drop}, key=key)


def status(values=None, *, key=ISSUER, until=NOW + timedelta(days=1), lst=None, header=None, **changes):
    payload = {
        "iss": ADDRESS, "sub": LIST, "iat": int(NOW.timestamp()), "exp": int(until.timestamp()),
        "status_list": {"bits": 2, "lst": lst or pack(capacity=1024, values=values or {})}, **changes,
    }  # fmt: skip
    return sign(header={"typ": "statuslist+jwt", "kid": "k", **(header or {})}, payload=payload, key=key)


def shown(issued, *pieces, key=HOLDER, audience=SHOP, nonce=NONCE, at=NOW, until=None):
    presented = read_presentation("~".join((issued, *pieces, "")))
    return bind(presented=presented, key=key, audience=audience, nonce=nonce, now=at, until_at=until)


def verdict(text, now=NOW, **changes):
    return check(**{"presentation": text, "keys": KEYS, "now": now, "status": status(), "audience": SHOP, "nonce": NONCE, **changes})


def code(text, **changes):
    found = verdict(text, **changes)
    assert found.outcome == "refused"
    return found.problems[0].code


GOOD = shown(token(), NAME)


def test_a_good_one_is_accepted_with_what_was_shown():
    found = verdict(GOOD)
    assert (found.outcome, found.claims, found.hidden, found.standing) == ("accepted", {"name": "Hường"}, 1, "valid")


def unsigned():
    _, body, _ = token().split(".")
    none = encode(json.dumps({"alg": "none", "typ": "dc+sd-jwt", "kid": "k"}).encode())
    return f"{none}.{body}."


WRONG = {
    "malformed": lambda: "nothing",
    "too_large": lambda: "a" * 300_000,
    "alg": lambda: f"{unsigned()}eA~",
    "typ": lambda: shown(token(header={"typ": "JWT"})),
    "crit": lambda: shown(token(header={"crit": ["b64"]})),
    "issuer": lambda: shown(token(iss="https://elsewhere.example")),
    "key": lambda: shown(token(header={"kid": "other"})),
    "key_withdrawn": lambda: shown(token(header={"kid": "gone"})),
    "signature": lambda: shown(token(key=STRANGER)),
    "digest_algorithm": lambda: shown(token(_sd_alg="md5")),
    "disclosure": lambda: shown(token(), "!!!"),
    "disclosure_unknown": lambda: shown(token(), piece("name", "Người khác")),
    "digest_twice": lambda: shown(token(_sd=[digest(NAME), digest(NAME)]), NAME),
    "claim_twice": lambda: shown(token(name="Hường"), NAME),
    "claim_reserved": lambda: shown(token(_sd=[digest(piece("exp", 9**9))], drop=("exp",)), piece("exp", 9**9)),
    "payload": lambda: shown(token(drop=("vct",))),
    "not_yet": lambda: shown(token(nbf=int((NOW + timedelta(days=1)).timestamp()))),
    "expired": lambda: shown(token(exp=int((NOW - timedelta(days=1)).timestamp()))),
    "binding_missing": lambda: f"{token()}~{NAME}~",
    "binding_unasked": lambda: shown(token(drop=("cnf",))),
    "binding": lambda: shown(token(), key=STRANGER),
    "binding_digest": lambda: f"{token()}~{NAME}~{shown(token()).rsplit('~', 1)[1]}",
    "audience": lambda: shown(token(), audience="https://another.example"),
    "nonce": lambda: shown(token(), nonce="yesterday's"),
    "presentation_old": lambda: shown(token(), at=NOW - timedelta(minutes=12)),
    "presentation_early": lambda: shown(token(), at=NOW + timedelta(minutes=5)),
    "status_index": lambda: shown(token(status={"status_list": {"idx": 4096, "uri": LIST}})),
}  # fmt: skip
LISTED = {
    "revoked": lambda: status({5: 1}),
    "suspended": lambda: status({5: 2}),
    "status_value": lambda: status({5: 3}),
    "status_list": lambda: status(key=STRANGER),
    "status_foreign": lambda: status(sub=f"{LIST}2"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_presentation_is_refused_with_its_sentence(wrong):
    assert code(WRONG[wrong]()) == wrong


@pytest.mark.parametrize("wrong", LISTED)
def test_what_the_status_list_says_is_heard(wrong):
    assert code(GOOD, status=LISTED[wrong]()) == wrong


def test_every_sentence_has_its_attack():
    doubts = {"status_old", "status_missing", "too_deep"}
    assert set(SENTENCES) == {*WRONG, *LISTED, *doubts}


@pytest.mark.parametrize("told", [None, "gone", [None], [{"kid": 5}], [{"kid": "k2", "withdrawn_at": "x"}], {"gone": 1}])
def test_a_list_of_withdrawn_keys_that_says_nothing_of_this_one_changes_nothing(told):
    assert verdict(GOOD, keys={**KEYS, "withdrawn_keys": told}).good


def test_a_withdrawn_key_is_refused_even_where_its_instant_cannot_be_read():
    keys = {**KEYS, "withdrawn_keys": [{"kid": "k", "withdrawn_at": "yesterday"}]}
    found = verdict(GOOD, keys=keys)
    assert ([p.code for p in found.problems], found.claims) == (["key_withdrawn"], {})


@pytest.mark.parametrize(("lists", "doubt"), [(None, "status_missing"), (status(until=NOW - timedelta(hours=1)), "status_old")])
def test_without_a_fresh_list_it_stays_unsettled(lists, doubt):
    found = verdict(GOOD, status=lists)
    assert (found.outcome, found.doubts[0].code) == ("unsettled", doubt)


def test_a_revocation_in_an_old_list_is_believed():
    assert code(GOOD, status=status({5: 1}, until=NOW - timedelta(days=9))) == "revoked"


def test_nothing_unproved_is_shown():
    for wrong in ("signature", "disclosure_unknown", "issuer"):
        assert verdict(WRONG[wrong]()).claims == {}


def nested(depth):
    inner = piece("end", 1)
    pieces = [inner]
    for n in range(depth):
        inner = piece(f"n{n}", {"_sd": [digest(inner)]})
        pieces.append(inner)
    return shown(token(_sd=[digest(inner)]), *pieces)


def test_pieces_inside_pieces_open_to_a_depth_and_no_further():
    assert verdict(nested(3)).claims == {"n2": {"n1": {"n0": {"end": 1}}}}
    assert code(nested(20)) == "too_deep"


def test_a_piece_whose_surrounding_piece_is_withheld_belongs_to_nothing():
    inner = piece("street", "Lạch Tray")
    outer = piece("address", {"_sd": [digest(inner)]})
    assert code(shown(token(_sd=[digest(outer)]), inner)) == "disclosure_unknown"


def test_one_digest_in_two_places_is_refused_even_when_closed():
    assert code(shown(token(more={"_sd": [digest(BIRTH)]}))) == "digest_twice"


def test_an_array_piece_is_no_member_and_the_other_way_round():
    element = piece("x")
    assert code(shown(token(_sd=[digest(element)]), element)) == "disclosure"
    assert code(shown(token(list=[{"...": digest(NAME)}], _sd=[]), NAME)) == "disclosure"
    assert verdict(shown(token(list=["a", {"...": digest(element)}], _sd=[]), element)).claims == {"list": ["a", "x"]}


@pytest.mark.parametrize("key", ["rsa", "private", "off the curve"])
def test_only_a_public_point_of_the_curve_is_a_key(key):
    jwk = {**jwk_of(ISSUER.public_key()), "kid": "k"}
    wrong = {"rsa": {**jwk, "kty": "RSA"}, "private": {**jwk, "d": "AA"}, "off the curve": {**jwk, "y": jwk["x"]}}[key]
    assert code(GOOD, keys={**KEYS, "jwks": {"keys": [wrong]}}) == "key"


def test_the_alg_of_the_token_chooses_nothing():
    head = encode(json.dumps({"alg": "HS256", "typ": "dc+sd-jwt", "kid": "k"}).encode())
    assert code(f"{head}.{token().split('.', 1)[1]}~") == "alg"
    assert code(f"{unsigned()}~") == "malformed"  # an empty signature is no signature


@pytest.mark.parametrize("typ", [[], {}, 1, None])
def test_a_type_that_is_no_text_is_refused_with_words(typ):
    told = verdict(shown(token(header={"typ": typ})))
    assert not told.good
    assert told.problems


def test_the_older_type_is_taken():
    assert verdict(shown(token(header={"typ": "vc+sd-jwt"}))).good


def test_a_small_list_cannot_hide_a_huge_one():
    assert code(GOOD, status=status(lst=encode(zlib.compress(bytes(5_000_000))))) == "status_list"


def test_a_proof_ends_when_it_says():
    text = shown(token(), until=NOW + timedelta(hours=2))
    assert verdict(text, now=NOW + timedelta(hours=1)).good
    assert code(text, now=NOW + timedelta(hours=3)) == "presentation_old"


def test_without_binding_it_says_what_was_issued():
    bare = f"{token()}~{NAME}~"
    found = verdict(bare, audience=None, nonce=None, binding_needed=False)
    assert (found.good, found.bound) == (True, False)


@settings(max_examples=250, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 127))
def test_any_changed_byte_is_refused(place, letter):
    changed = GOOD[:place] + chr(letter) + GOOD[place + 1 :]
    assert changed == GOOD or verdict(changed).outcome == "refused"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(status()) - 1), st.characters(codec="ascii"))
def test_any_changed_byte_of_the_list_is_refused(place, letter):
    whole = status()
    changed = whole[:place] + letter + whole[place + 1 :]
    assert changed == whole or verdict(GOOD, status=changed).outcome != "accepted"


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text):
    assert verdict(text).outcome == "refused"


@given(st.dictionaries(st.integers(0, 1023), st.integers(0, 3)))
def test_a_list_gives_back_what_was_put_in(values):
    from motcua.kernel.sdjwt import read_status_token

    found, fresh = read_status_token(token=status(values), keys=KEYS, now=NOW)
    assert fresh
    assert [found.value(n) for n in range(1024)] == [values.get(n, 0) for n in range(1024)]


def test_selecting_keeps_the_order_and_refuses_what_is_not_there():
    whole = read_presentation(f"{token()}~{NAME}~{BIRTH}~")
    assert select(presented=whole, names={"birth"}).disclosures == (BIRTH,)
    with pytest.raises(KeyError):
        select(presented=whole, names={"nothing"})


def test_the_program_needs_no_network_and_no_database(tmp_path, capsys):
    from motcua.kernel.sdjwt.command import main

    names = {"shown": GOOD, "keys": json.dumps(KEYS), "status": status()}
    files = {name: str(tmp_path / name) for name in names}
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    given = [files["shown"], "--keys", files["keys"], "--at", NOW.isoformat(), "--audience", SHOP]
    assert main([*given, "--status", files["status"]]) == 0
    assert "name: Hường" in capsys.readouterr().out
    assert main(given) == 2
    assert main([*given, "--nonce", "other"]) == 1
    assert main(["/nonexistent", "--keys", files["keys"]]) == 64

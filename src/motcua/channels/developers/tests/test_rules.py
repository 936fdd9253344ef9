"""Signatures, waits and addresses."""

import base64
import hmac
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.channels.developers import rules
from motcua.channels.developers.contracts import AddressRefused


def test_a_signature_is_that_of_the_standard_webhooks_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    told = rules.signatures(keys=[secret], message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(body=st.binary(max_size=200), keys=st.lists(st.just(0).map(lambda _: rules.new_webhook_secret()), min_size=1, max_size=2))
def test_every_valid_secret_signs(body, keys):
    told = rules.signatures(keys=keys, message_id="m", timestamp=7, body=body).split(" ")
    for key, entry in zip(keys, told, strict=True):
        wanted = hmac.digest(base64.b64decode(key[6:]), b"m.7." + body, "sha256")
        assert base64.b64decode(entry.removeprefix("v1,")) == wanted


def test_waits_grow_to_a_day_and_end():
    waits = [rules.wait(n) for n in range(1, rules.MOST_ATTEMPTS)]
    assert all(a <= b for a, b in pairwise(waits))
    assert waits[-1].days == 1
    assert rules.wait(rules.MOST_ATTEMPTS) is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "0.0.0.0",
                "224.0.0.1", "100.64.0.1", "fd00::1"],
)  # fmt: skip
def test_nothing_inward_is_sent_to(address):
    with pytest.raises(AddressRefused):
        rules.public_only([address], private=False)
    with pytest.raises(AddressRefused):
        rules.public_only(["203.0.114.7", address], private=False)


@pytest.mark.parametrize("url", ["http://a.example/", "https://u:p@a.example/", "ftp://a.example", "https://", "https://a.example:99999/", "x"])
def test_addresses_of_other_forms_are_refused(url):
    with pytest.raises(AddressRefused):
        rules.host_and_port(url, plain=False)


def test_facts_that_name_people_stay_here():
    assert rules.told({"person_id": "x", "result_file_id": "y", "dossier_code": "H", "name": "z"}) == {"dossier_code": "H"}

"""A software passkey that speaks JSON, one line a question: run by an environment of its own, because of the library's age.

``{"do": "create"|"get", "options": …, "origin": …, "challenge"?: …, "counter"?: n, "verified"?: bool}``; answers are the credential as a
browser posts it, or ``{"error": …}``.
"""

import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.utils import sha256
from soft_webauthn import SoftWebauthnDevice

VERIFIED = 0x04


def plain(value):
    if isinstance(value, bytes):
        return urlsafe_b64encode(value).rstrip(b"=").decode()
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def flagged(data, verified):
    return data[:32] + bytes([data[32] | (VERIFIED if verified else 0)]) + data[33:]


def create(device, asked):
    options = asked["options"]
    options["publicKey"]["challenge"] = raw(asked.get("challenge") or options["publicKey"]["challenge"])
    options["publicKey"]["user"]["id"] = raw(options["publicKey"]["user"]["id"])
    options["publicKey"]["pubKeyCredParams"] = [{"alg": p["alg"], "type": p["type"]} for p in options["publicKey"]["pubKeyCredParams"]]
    options["publicKey"].pop("attestation", None)
    made = device.create(options, asked["origin"])
    attestation = cbor.decode(made["response"]["attestationObject"])
    attestation["authData"] = flagged(attestation["authData"], asked.get("verified"))
    made["response"]["attestationObject"] = cbor.encode(attestation)
    return made


def get(device, asked):
    options = asked["options"]
    options["publicKey"]["challenge"] = raw(asked.get("challenge") or options["publicKey"]["challenge"])
    if "counter" in asked:
        device.sign_count = asked["counter"] - 1
    made = device.get(options, asked["origin"])
    response = made["response"]
    response["authenticatorData"] = flagged(response["authenticatorData"], asked.get("verified"))
    signed = response["authenticatorData"] + sha256(response["clientDataJSON"])
    response["signature"] = device.private_key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return made


def main():
    device = SoftWebauthnDevice()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            made = {"create": create, "get": get}[asked["do"]](device, asked)
            answer = {**plain(made), "id": plain(made["rawId"]), "clientExtensionResults": {}}
        except (ValueError, KeyError) as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


main()

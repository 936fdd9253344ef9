"""A time-stamp authority that is not ours: ``openssl ts -reply`` behind an address. Nothing of its answers is made by code of this project."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .authority import Listening, certificate

POLICY, OTHER_POLICY = "1.2.3.4.1", "1.2.3.4.5"
_CONFIG = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/key.pem
certs = {folder}/root.pem
default_policy = {policy}
other_policies = {other}
digests = sha256, sha384, sha512
signer_digest = {digest}
accuracy = secs:1, millisecs:500
clock_precision_digits = {digits}
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = {named_by}
"""


@dataclass
class ForeignAuthority(Listening):
    """``fault`` changes what openssl is asked or with what it signs; the shapes of its tokens are those of its configuration."""

    folder: Path
    fault: str = ""
    digest: str = "sha256"
    named_by: str = "sha256"
    digits: int = 0
    root: Any = None
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.root = self.root or ec.generate_private_key(ec.SECP256R1())
        key: Any = rsa.generate_private_key(65537, 2048) if self.named_by == "sha1" else ec.generate_private_key(ec.SECP384R1())
        root = certificate("Foreign Root", self.root)
        signer = certificate("Foreign Time Stamps", key, (self.root, root), days=-1 if self.fault == "expired" else 365)
        for name, one in (("root", root), ("signer", signer)):
            (self.folder / f"{name}.pem").write_bytes(one.public_bytes(serialization.Encoding.PEM))
        shape = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / "key.pem").write_bytes(key.private_bytes(*shape))
        (self.folder / "serial").write_text("01\n")
        config = _CONFIG.format(folder=self.folder, policy=POLICY, other=OTHER_POLICY, digest=self.digest, named_by=self.named_by, digits=self.digits)
        (self.folder / "tsa.cnf").write_text(config)

    @property
    def trusted(self) -> str:
        """The PEM file with its root."""
        return str(self.folder / "root.pem")

    def answer(self, request: bytes, kind: str) -> tuple[int, bytes]:
        """What openssl answers; another media type is no question."""
        return 200, self.reply(request if kind == "application/timestamp-query" else b"")

    def reply(self, request: bytes) -> bytes:
        """What openssl answers."""
        asked, answer = self.folder / "asked.tsq", self.folder / "answer.tsr"
        asked.write_bytes(self._spoilt(request))
        command = ["openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf", "-section", "ours", "-queryfile", asked, "-out", answer]
        subprocess.run(command, capture_output=True, check=True, timeout=20)
        return answer.read_bytes()

    def _spoilt(self, request: bytes) -> bytes:
        """The question as the fault has it."""
        if self.fault not in {"nonce", "imprint", "policy", "no certificate"}:
            return request
        query = tsp.TimeStampReq.load(request)
        if self.fault == "nonce":
            query["nonce"] = query["nonce"].native + 1
        elif self.fault == "imprint":
            query["message_imprint"]["hashed_message"] = bytes(64)
        elif self.fault == "policy":
            query["req_policy"] = OTHER_POLICY
        else:
            query["cert_req"] = False
        return bytes(query.dump(force=True))

"""Writes SD-JWTs with the ``sd-jwt`` library, so that its reading of the standard, not ours alone, makes what others check."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

from motcua.platform.credentials.adapters.keys import pem_of

TYPE = "dc+sd-jwt"


def write(
    *,
    frame: Mapping[str, Any],
    claims: Mapping[str, Any],
    disclosable: Collection[str],
    decoys: bool,
    key: ec.EllipticCurvePrivateKey,
    kid: str,
) -> str:
    """The compact SD-JWT of ``frame`` (never withheld) and ``claims``, of which ``disclosable`` (dotted inside objects) can be withheld."""
    marked = _marked(claims, frozenset(disclosable), "")
    return str(_Framed(frame=frame, claims=marked, decoys=decoys, key=JWK.from_pem(pem_of(key).encode()), kid=kid).sd_jwt_issuance)


class _Framed(SDJWTIssuer):  # type: ignore[misc]
    """Keeps the control claims out of what can be withheld, and decoys out of them."""

    def __init__(self, *, frame: Mapping[str, Any], claims: dict[Any, Any], decoys: bool, key: JWK, kid: str) -> None:
        self._frame = frame
        super().__init__(claims, key, sign_alg="ES256", add_decoy_claims=decoys, extra_header_parameters={"typ": TYPE, "kid": kid})

    def _assemble_sd_jwt_payload(self) -> None:
        super()._assemble_sd_jwt_payload()
        self.sd_jwt_payload.update(self._frame)


def _marked(claims: Mapping[str, Any], disclosable: frozenset[str], prefix: str) -> dict[Any, Any]:
    marked: dict[Any, Any] = {}
    for name, value in claims.items():
        path = f"{prefix}{name}"
        inner = _marked(value, disclosable, f"{path}.") if isinstance(value, Mapping) else value
        marked[SDObj(name) if path in disclosable else name] = inner
    return marked

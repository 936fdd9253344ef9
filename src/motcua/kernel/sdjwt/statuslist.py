"""Token Status List (IETF draft-ietf-oauth-status-list): one signed, compressed list of two bits for each credential."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.sdjwt.binding import LEEWAY, instant
from motcua.kernel.sdjwt.compact import Jws, Malformed, decode, encode, read_jws
from motcua.kernel.sdjwt.keys import ALGORITHM, fits, issuers_key

TYPE = "statuslist+jwt"
BITS = 2
VALID, INVALID, SUSPENDED = 0, 1, 2
_LARGEST = 4_194_304  # bytes when unpacked: 16 million credentials; a small list can hide a huge one


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list whose signature was checked."""

    address: str
    bits: int
    packed: bytes
    made_at: datetime
    until_at: datetime | None

    def value(self, index: int) -> int:
        """The status at ``index``; ``Malformed`` ``status_index`` outside the list."""
        each = 8 // self.bits
        if not 0 <= index < len(self.packed) * each:
            raise Malformed("status_index")
        return self.packed[index // each] >> (index % each) * self.bits & (1 << self.bits) - 1


def pack(*, capacity: int, values: Mapping[int, int]) -> str:
    """The ``lst`` member: ``capacity`` entries of two bits, all valid but ``values``, compressed, in base64url."""
    each = 8 // BITS
    array = bytearray(-(-capacity // each))
    for index, value in values.items():
        array[index // each] |= value << (index % each) * BITS
    return encode(zlib.compress(bytes(array), 9))


def read_status_token(*, token: str, keys: Mapping[str, Any], now: datetime) -> tuple[StatusList, bool]:
    """A status list token of the issuer whose metadata ``keys`` is, and whether it is still fresh; ``Malformed`` ``status_list``."""
    try:
        found = _read(_signed(token, keys).payload)
    except (Malformed, zlib.error) as error:
        raise Malformed("status_list") from error
    if found.made_at > now + LEEWAY:
        raise Malformed("status_list")
    return found, found.until_at is None or now < found.until_at + LEEWAY


def key_set(keys: Mapping[str, Any]) -> list[Any]:
    """The keys of an issuer's metadata (``/.well-known/jwt-vc-issuer``)."""
    jwks = keys.get("jwks")
    found = jwks.get("keys") if isinstance(jwks, Mapping) else None
    return found if isinstance(found, list) else []


def _signed(token: str, keys: Mapping[str, Any]) -> Jws:
    jws = read_jws(token)
    if jws.header.get("alg") != ALGORITHM or jws.header.get("typ") != TYPE or "crit" in jws.header:
        raise Malformed("status_list")
    named = jws.payload.get("iss", keys.get("issuer"))
    if named != keys.get("issuer") or not fits(jws, issuers_key(header=jws.header, keys=key_set(keys))):
        raise Malformed("status_list")
    return jws


def _read(payload: Mapping[str, Any]) -> StatusList:
    told, address = payload.get("status_list"), payload.get("sub")
    if not isinstance(told, Mapping) or not isinstance(address, str) or told.get("bits") not in {1, 2, 4, 8}:
        raise Malformed("status_list")
    unpacking = zlib.decompressobj()
    packed = unpacking.decompress(decode(str(told.get("lst"))), _LARGEST)
    if not unpacking.eof or unpacking.unused_data:
        raise Malformed("status_list")
    until = instant(payload["exp"]) if "exp" in payload else None
    return StatusList(address=address, bits=int(told["bits"]), packed=packed, made_at=instant(payload.get("iat")), until_at=until)

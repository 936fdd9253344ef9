"""PDF Advanced Electronic Signatures through pyHanko, wrapped so that the rest of the room knows none of its types."""

from motcua.platform.signing.adapters.pades.bridge import Trusted
from motcua.platform.signing.adapters.pades.checking import check
from motcua.platform.signing.adapters.pades.writing import Request, sign

__all__ = ["Request", "Trusted", "check", "sign"]

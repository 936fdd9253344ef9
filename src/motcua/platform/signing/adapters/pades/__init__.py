"""PDF Advanced Electronic Signatures through pyHanko, wrapped so that the rest of the room knows none of its types."""

from motcua.platform.signing.adapters.pades.archiving import archive, certificates_in, revisions
from motcua.platform.signing.adapters.pades.bridge import Trusted
from motcua.platform.signing.adapters.pades.checking import check
from motcua.platform.signing.adapters.pades.interrupted import Prepared, cms_of, finish_with, prepare
from motcua.platform.signing.adapters.pades.marking import mark
from motcua.platform.signing.adapters.pades.writing import Request, first_page, sign

__all__ = [
    "Prepared", "Request", "Trusted", "archive", "certificates_in", "check", "cms_of", "finish_with", "first_page", "mark", "prepare",
    "revisions", "sign",
]

"""SD-JWT verifiable credentials, checked without network, database or framework.

The formats are those of the IETF: selective disclosure (RFC 9901), SD-JWT VC and Token Status List drafts. Everything here is a function of
its arguments, so that a third party may take this folder alone; it needs Python and ``cryptography``.
"""

from motcua.kernel.sdjwt.binding import Binding, bind
from motcua.kernel.sdjwt.checking import check
from motcua.kernel.sdjwt.compact import Malformed, Presented, encode, read_presentation, strict_json
from motcua.kernel.sdjwt.disclosing import select
from motcua.kernel.sdjwt.keys import jwk_of, new_key, sign, thumbprint
from motcua.kernel.sdjwt.statuslist import BITS, StatusList, pack, read_status_token
from motcua.kernel.sdjwt.verdicts import Outcome, Problem, Standing, Verdict, problem

__all__ = [
    "BITS", "Binding", "Malformed", "Outcome", "Presented", "Problem", "Standing", "StatusList", "Verdict", "bind", "check", "encode",
    "jwk_of", "new_key", "pack", "problem", "read_presentation", "read_status_token", "select", "sign", "strict_json", "thumbprint",
]  # fmt: skip

"""Pure decisions of sign-on."""

from motcua.kernel.tokens import digest, new_secret
from motcua.platform.signon.rules.addresses import address_fault, host_and_port, origin_of, public_only
from motcua.platform.signon.rules.assertions import LEEWAY, assertion_fault
from motcua.platform.signon.rules.proofs import challenge_of, same, session_name, verifier_fits
from motcua.platform.signon.rules.requests import asked, level_of, returned_to, singles
from motcua.platform.signon.rules.schedule import next_try

__all__ = [
    "LEEWAY", "address_fault", "asked", "assertion_fault", "challenge_of", "digest", "host_and_port", "level_of", "new_secret", "next_try",
    "origin_of", "public_only", "returned_to", "same", "session_name", "singles", "verifier_fits",
]

"""Reads of sign-on; they return contracts."""

from motcua.platform.signon.queries.applications import application, applications, by_client, consent_text, row_of
from motcua.platform.signon.queries.claims import claims_of, scopes_shown
from motcua.platform.signon.queries.keys import jwks, signing_key
from motcua.platform.signon.queries.mine import my_applications, standing
from motcua.platform.signon.queries.tokens import introspect, live_access

__all__ = [
    "application", "applications", "by_client", "claims_of", "consent_text", "introspect", "jwks", "live_access", "my_applications",
    "row_of", "scopes_shown", "signing_key", "standing",
]

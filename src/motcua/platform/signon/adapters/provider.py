"""allauth's hooks: whose tables of clients and tokens we keep, under our names and secrets."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings

from motcua.kernel.ids import uuid7
from motcua.platform.signon import rules


class Provider(DefaultOIDCAdapter):  # type: ignore[misc]
    """The provider as the library asks for it: issuer, names of clients, secrets, digests of tokens."""

    def generate_client_id(self) -> str:
        """A name that says nothing."""
        return uuid7().hex

    def generate_client_secret(self) -> str:
        """256 random bits."""
        return rules.new_secret()

    def hash_token(self, token: str) -> str:
        """Under which a token is kept and found."""
        return rules.digest(token)

    def get_issuer(self) -> str:
        """The site's public address: never what a request calls itself (Host header)."""
        return str(settings.MOTCUA_BASE_URL)

    def is_cimd_url_allowed(self, url: str) -> bool:
        """No client is taken from an address."""
        return False

    def get_claims(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Claims are told by this room's release alone, with consent and a note."""
        return {}

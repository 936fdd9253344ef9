"""Forms of second factors whose wrong answers are counted and made to wait, by account and by address."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.webauthn import forms as passkeys

from motcua.foundation.identity.actions import FACTOR
from motcua.foundation.identity.web.waiting import address_of, counted


class Code(codes.AuthenticateForm):  # type: ignore[misc]
    """A one-time password or recovery code at sign-in."""

    def clean_code(self) -> str:
        """The code, looked at only when this officer may try again."""
        return str(counted(kind=FACTOR, name=self.user.username, check=super().clean_code))


class CodeAgain(codes.ReauthenticateForm):  # type: ignore[misc]
    """The same before a change of security settings."""

    def clean_code(self) -> str:
        """The code, looked at only when this officer may try again."""
        return str(counted(kind=FACTOR, name=self.user.username, check=super().clean_code))


class Passkey(passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor."""

    def clean_credential(self) -> Any:
        """The passkey's answer."""
        return counted(kind=FACTOR, name=self.user.username, check=super().clean_credential)


class PasskeyAgain(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The same before a change of security settings."""

    def clean_credential(self) -> Any:
        """The passkey's answer."""
        return counted(kind=FACTOR, name=self.user.username, check=super().clean_credential)


class PasskeyAlone(passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey without a password: whose it is, is known only afterwards, so that the address is what waits."""

    def clean_credential(self) -> Any:
        """The passkey's answer."""
        return counted(kind=FACTOR, name=f"passkey@{address_of(context.request)}", check=super().clean_credential)

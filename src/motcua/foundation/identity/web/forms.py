"""Forms of second factors whose wrong answers are counted and made to wait, by account and by address."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.webauthn import AuthenticatorData

from motcua.foundation.identity.actions import FACTOR
from motcua.foundation.identity.web.waiting import address_of, counted

_COUNTER = "counter"


def believed(check: Callable[[], Any], sent: str) -> Any:
    """The passkey whose answer ``check`` verified, unless its counter went back: then two devices hold the same key (WebAuthn §7.2, 22)."""
    try:
        found = check()
    except (InvalidSignature, ValidationError) as error:
        raise get_adapter().validation_error("passkey_refused") from error
    counter = _counter_in(sent)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=found.pk)
        known = int(row.data.get(_COUNTER, 0))
        if (counter or known) and counter <= known:
            raise get_adapter().validation_error("passkey_refused")
        row.data[_COUNTER] = counter
        row.save(update_fields=["data"])
    found.data = row.data
    return found


def _counter_in(sent: str) -> int:
    """The counter of a verified answer."""
    told = str(json.loads(sent)["response"]["authenticatorData"])
    return int(AuthenticatorData(urlsafe_b64decode(told + "=" * (-len(told) % 4))).counter)


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
        check = partial(believed, super().clean_credential, self.data.get("credential", ""))
        return counted(kind=FACTOR, name=self.user.username, check=check)


class PasskeyAgain(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The same before a change of security settings."""

    def clean_credential(self) -> Any:
        """The passkey's answer."""
        check = partial(believed, super().clean_credential, self.data.get("credential", ""))
        return counted(kind=FACTOR, name=self.user.username, check=check)


class NewPasskey(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that is set up; what the browser sent must verify."""

    def clean(self) -> dict[str, Any]:
        """The answer of the browser, in our words when it does not verify."""
        try:
            return dict(super().clean())
        except ValidationError as error:
            raise get_adapter().validation_error("passkey_not_made") from error


class PasskeyAlone(passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey without a password: whose it is, is known only afterwards, so that the address is what waits."""

    def clean_credential(self) -> Any:
        """The passkey's answer."""
        check = partial(believed, super().clean_credential, self.data.get("credential", ""))
        return counted(kind=FACTOR, name=f"passkey@{address_of(context.request)}", check=check)

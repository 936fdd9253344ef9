"""Tables of sign-on, beside allauth's own of clients and tokens."""

from motcua.platform.signon.models.applications import ApplicationRow, AssertionRow, ConsentText, UsageRow
from motcua.platform.signon.models.keys import SigningKey
from motcua.platform.signon.models.signing_in import ConsentRow, GrantRow, LogoutRow, PushedRow, ReleaseRow, SubjectRow

__all__ = [
    "ApplicationRow", "AssertionRow", "ConsentRow", "ConsentText", "GrantRow", "LogoutRow", "PushedRow", "ReleaseRow", "SigningKey",
    "SubjectRow", "UsageRow",
]

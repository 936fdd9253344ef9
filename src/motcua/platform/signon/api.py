"""THE DOOR of sign-on."""

from motcua.platform.signon.actions import (
    agree,
    authenticate,
    change,
    count,
    deliver_logouts,
    disable,
    enable,
    end_session,
    end_sign_ins,
    hold_back,
    load_demo,
    open_grant,
    push,
    redeem,
    refresh,
    register,
    release,
    revoke,
    rotate,
    rotate_if_due,
    rotate_secret,
    sweep,
    take_pushed,
    withdraw,
)
from motcua.platform.signon.contracts import (
    Application,
    ApplicationUnknown,
    Audience,
    AuthMethod,
    Draft,
    DraftWrong,
    MachineClients,
    MachineRefused,
    MachineToken,
    MachineTokenFacts,
    NewSecret,
    machine_clients,
)
from motcua.platform.signon.policies import ROLES, can_enter
from motcua.platform.signon.queries import (
    application,
    applications,
    by_client,
    consent_text,
    introspect,
    jwks,
    my_applications,
    scopes_shown,
    standing,
)

__all__ = [
    "ROLES", "Application", "ApplicationUnknown", "Audience", "AuthMethod", "Draft", "DraftWrong", "MachineClients",
    "MachineRefused", "MachineToken", "MachineTokenFacts", "NewSecret", "agree", "application", "applications", "authenticate",
    "by_client", "can_enter", "change", "consent_text", "count", "deliver_logouts", "disable", "enable", "end_session",
    "end_sign_ins", "hold_back", "introspect", "jwks", "load_demo", "machine_clients", "my_applications", "open_grant", "push", "redeem",
    "refresh", "register", "release", "revoke", "rotate", "rotate_if_due", "rotate_secret", "scopes_shown", "standing", "sweep",
    "take_pushed", "withdraw",
]

"""What crosses the door of sign-on."""

from motcua.platform.signon.contracts.applications import (
    AddressRefused,
    Application,
    ApplicationUnknown,
    Audience,
    AuthMethod,
    Draft,
    DraftWrong,
    NewSecret,
)
from motcua.platform.signon.contracts.machines import (
    MachineClients,
    MachineRefused,
    MachineToken,
    MachineTokenFacts,
    machine_clients,
)
from motcua.platform.signon.contracts.protocol import (
    AccessDenied,
    ConsentRequired,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    InvalidToken,
    LevelUnmet,
    LoginRequired,
    PageRefused,
    ProtocolError,
    RateReached,
    RequestNotSupported,
    ResponseTypeWrong,
    ServerBusy,
    UnauthorizedClient,
    UnsupportedGrant,
)
from motcua.platform.signon.contracts.signing_in import (
    CLAIMS,
    Asked,
    ClaimShown,
    Given,
    IntrospectedToken,
    MyApplication,
    ReleaseSeen,
    ScopeShown,
    Tokens,
    Who,
)

__all__ = [
    "CLAIMS", "AccessDenied", "AddressRefused", "Application", "ApplicationUnknown", "Asked", "Audience", "AuthMethod", "ClaimShown",
    "ConsentRequired", "Draft", "DraftWrong", "Given", "IntrospectedToken", "InvalidClient", "InvalidGrant", "InvalidRequest",
    "InvalidScope", "InvalidToken", "LevelUnmet", "LoginRequired", "MachineClients", "MachineRefused", "MachineToken",
    "MachineTokenFacts", "MyApplication", "NewSecret", "PageRefused", "ProtocolError", "RateReached", "ReleaseSeen",
    "RequestNotSupported", "ResponseTypeWrong", "ScopeShown", "ServerBusy", "Tokens", "UnauthorizedClient", "UnsupportedGrant", "Who",
    "machine_clients",
]

"""Common Alerting Protocol 1.2 (OASIS, ITU-T X.1303 bis): one alert for every channel, as dataclasses and as XML."""

from motcua.kernel.cap.decode import decode
from motcua.kernel.cap.encode import encode
from motcua.kernel.cap.model import (
    NAMESPACE,
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    InvalidAlert,
    MessageType,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)

__all__ = [
    "NAMESPACE",
    "Alert",
    "Area",
    "Category",
    "Certainty",
    "Circle",
    "Info",
    "InvalidAlert",
    "MessageType",
    "Reference",
    "Resource",
    "ResponseType",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
    "decode",
    "encode",
]

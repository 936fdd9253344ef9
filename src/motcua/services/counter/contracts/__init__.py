"""What crosses the door of the counter."""

from motcua.services.counter.contracts.errors import (
    AlreadyBooked,
    AppointmentUnknown,
    Closed,
    CodeWrong,
    GroupUnknown,
    NobodyWaits,
    NotWaiting,
    OnlineOnlyDay,
    SlotTaken,
    SlotUnknown,
    TicketUnknown,
    TooManyCodes,
)
from motcua.services.counter.contracts.things import (
    Appointment,
    AppointmentState,
    Board,
    BookingDay,
    Called,
    Group,
    OnlineDays,
    OpeningDay,
    Priority,
    Queue,
    ScanKind,
    Scanned,
    Slot,
    Statistics,
    Ticket,
    TicketState,
    Waiting,
)

__all__ = [
    "AlreadyBooked", "Appointment", "AppointmentState", "AppointmentUnknown", "Board", "BookingDay", "Called", "Closed", "CodeWrong",
    "Group", "GroupUnknown", "NobodyWaits", "NotWaiting", "OnlineDays", "OnlineOnlyDay", "OpeningDay", "Priority", "Queue",
    "ScanKind", "Scanned", "Slot", "SlotTaken", "SlotUnknown", "Statistics", "Ticket", "TicketState", "TicketUnknown", "TooManyCodes",
    "Waiting",
]  # fmt: skip

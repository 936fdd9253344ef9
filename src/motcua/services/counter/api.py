"""THE DOOR of the counter: tickets, calling, appointments, opening and online-only days."""

from motcua.services.counter.actions.booking import book, cancel, check_in, move, remind, sweep
from motcua.services.counter.actions.codes import ask_code, confirm_code
from motcua.services.counter.actions.printing import slip_pdf
from motcua.services.counter.actions.queueing import (
    bring_back,
    call_next,
    call_one,
    close_day,
    finish,
    give_up,
    recall,
    skip,
    take_ticket,
    transfer,
)
from motcua.services.counter.actions.reading import note_appointments
from motcua.services.counter.actions.setting import save_group, set_online_days
from motcua.services.counter.contracts import (
    Appointment,
    Board,
    BookingDay,
    Group,
    OnlineDays,
    OpeningDay,
    Queue,
    Slot,
    Statistics,
    Ticket,
)
from motcua.services.counter.policies import DESK, SETTERS, own_units
from motcua.services.counter.queries.appointments import appointment, booking_days, day_list, my_appointments, slots
from motcua.services.counter.queries.tickets import board, queue, statistics, ticket
from motcua.services.counter.queries.units import groups, is_online_only, is_open, online_days, opening, unit_name

__all__ = [
    "DESK", "SETTERS", "Appointment", "Board", "BookingDay", "Group", "OnlineDays", "OpeningDay", "Queue", "Slot", "Statistics", "Ticket",
    "appointment", "ask_code", "board", "book", "booking_days", "bring_back", "call_next", "call_one", "cancel", "check_in", "close_day",
    "confirm_code", "day_list", "finish", "give_up", "groups", "is_online_only", "is_open", "move", "my_appointments",
    "note_appointments", "online_days", "opening", "own_units", "queue", "recall", "remind", "save_group", "set_online_days", "skip",
    "slip_pdf", "slots", "statistics", "sweep", "take_ticket", "ticket", "transfer", "unit_name",
]  # fmt: skip

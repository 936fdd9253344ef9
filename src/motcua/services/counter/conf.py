"""Settings of the counter."""

from __future__ import annotations

from motcua.kit.conf import setting

SLOT_MINUTES = setting("MOTCUA_COUNTER_SLOT", default=30, help="Length of an appointment slot in minutes")
BOOK_DAYS = setting("MOTCUA_COUNTER_BOOK_DAYS", default=14, help="How many days ahead appointments may be booked")
LATE_MINUTES = setting("MOTCUA_COUNTER_LATE", default=15, help="Minutes after its time until which an appointment is kept")
ONLINE_DAYS_MIN = setting(
    "MOTCUA_COUNTER_ONLINE_DAYS", default=2,
    help="Online-only days a week that a unit should keep, where the register has no rule casework.online_only_days_min",
)  # fmt: skip

"""Settings of the operations centre."""

from __future__ import annotations

from motcua.kit.conf import setting

STALE_SECONDS = setting("MOTCUA_IOC_STALE_SECONDS", default=30, help="After how many seconds without its events a number is shown as old")
MAX_STREAMS = setting("MOTCUA_IOC_MAX_STREAMS", default=200, help="How many boards may listen to live events at once")
BEAT_SECONDS = setting("MOTCUA_IOC_BEAT_SECONDS", default=10.0, help="Seconds between two looks at the board when nothing is told")

"""Settings of the registers."""

from motcua.kit.conf import setting

DEMO_CLOCK_CACHE_SECONDS = setting(
    "MOTCUA_DEMO_CLOCK_CACHE",
    default=0.2,
    cast=float,
    help="Seconds for which a process believes its last reading of the demonstration clock",
)

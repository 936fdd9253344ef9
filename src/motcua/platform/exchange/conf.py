"""Settings of the exchange."""

from __future__ import annotations

from motcua.kit.conf import setting

INSTANCE = setting("MOTCUA_EXCHANGE_INSTANCE", default="VN-HP", help="Instance identifier of the exchange, first part of every identifier")
SERVER_CODE = setting("MOTCUA_EXCHANGE_SERVER", default="gw1", help="Code of this gateway among those of the city")
CONFIG_FILE = setting(
    "MOTCUA_GATEWAY_CONFIG", default="", help="File that the gateway reads; empty: gateway/config.json in the data folder"
)
LOG_TOKEN = setting(
    "MOTCUA_GATEWAY_TOKEN",
    default="",
    help="Token that opens the gateway's message log to this installation; empty: made once and kept in the data folder",
    secret=True,
)
POPULATION_URL = setting(
    "MOTCUA_POPULATION_URL", default="", help="Address of the population register's persons service; empty: the simulated one"
)
DEMO_SECRET = "demo-only-population"  # noqa: S105 - the simulated register's published secret
POPULATION_SECRET = setting(
    "MOTCUA_POPULATION_SECRET", default=DEMO_SECRET, help="Secret that the gateway presents to the population register", secret=True
)
CALL_SECONDS = setting("MOTCUA_EXCHANGE_TIMEOUT", default=4.0, help="How long a page waits for an answer of the exchange, in seconds")

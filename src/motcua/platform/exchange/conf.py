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
LOG_ADDRESSES = setting(
    "MOTCUA_GATEWAY_LOGS", default="", help="Addresses of further gateways of the city whose message logs are read, by spaces"
)
TLS_FILES = setting(
    "MOTCUA_GATEWAY_TLS",
    default="",
    help="Files (PEM) on the gateways, by spaces: their certificate, its key, and certificates of callers beyond those registered; "
    "renewed files hold at once; empty: they listen in plain HTTP",
)
POPULATION_URL = setting(
    "MOTCUA_POPULATION_URL", default="", help="Address of the population register's persons service; empty: the simulated one"
)
DEMO_SECRET = "demo-only-population"  # noqa: S105 - the simulated register's published secret
POPULATION_SECRET = setting(
    "MOTCUA_POPULATION_SECRET", default=DEMO_SECRET, help="Secret that the gateway presents to the population register", secret=True
)
NETWORKS = setting(
    "MOTCUA_EXCHANGE_NETWORKS",
    default="10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fd00::/8",
    help="Networks (CIDR, by spaces) in which providers may live besides the public one; 127.0.0.0/8 lets in this machine",
)
OWN_MACHINE = ("127.0.0.0/8", "::1/128")
CALL_SECONDS = setting("MOTCUA_EXCHANGE_TIMEOUT", default=4.0, help="How long a page waits for an answer of the exchange, in seconds")
SYSTEM_ADDRESSES = setting(
    "MOTCUA_EXCHANGE_ADDRESSES", default="", help="Addresses of declared systems, CODE=https://… by spaces; a demonstration needs none"
)
SYSTEM_SECRETS = {
    "population": POPULATION_SECRET,
    "systems": setting("MOTCUA_SYSTEMS_SECRET", default="demo-only-systems", help="Secret for other declared systems", secret=True),
    "civil-status": setting(
        "MOTCUA_CIVIL_STATUS_SECRET", default="demo-only-civil-status", help="Secret presented to the civil-status system", secret=True
    ),
    "insurance": setting("MOTCUA_INSURANCE_SECRET", default="demo-only-insurance", help="Secret for social insurance", secret=True),
    "data-node": setting(
        "MOTCUA_DATA_NODE_SECRET", default="demo-only-data-node", help="Secret presented to the national sharing platform", secret=True
    ),
    "judicial": setting(
        "MOTCUA_JUDICIAL_PASSWORD", default="demo-only-judicial", help="WS-Security password at the judicial records", secret=True
    ),
    "platform": setting(
        "MOTCUA_PAYMENT_PLATFORM_TOKEN", default="demo-only-lgsp", help="Token at the national payment platform", secret=True
    ),
}
LINK_MINUTES = setting(
    "MOTCUA_EXCHANGE_LINK_MINUTES", default=30,
    help="How old the last answer of a declared system may be, in minutes, while it counts as connected",
)
BODY_KEY_FILE = setting(
    "MOTCUA_EXCHANGE_BODY_KEY", default="", help="File with the public key (PEM, P-256) to which gateways encrypt the bodies that they keep"
)
TIME_STAMPS = setting(
    "MOTCUA_EXCHANGE_TSA", default="", help="Time-stamping authorities (RFC 3161) of the gateways' logs, by spaces, asked in this order"
)
TIME_STAMPS_TRUSTED = setting(
    "MOTCUA_EXCHANGE_TSA_TRUSTED", default="", help="File on the gateways with the certificates (PEM) of the authorities that are believed"
)
TIME_STAMPS_POLICY = setting(
    "MOTCUA_EXCHANGE_TSA_POLICY", default="", help="Policy (OID) under which those authorities must stamp; empty for their own"
)
TIME_STAMPS_LATE = setting(
    "MOTCUA_EXCHANGE_TSA_LATE", default=180,
    help="How long the log of a gateway may wait for a time stamp, in minutes, before its operators are told",
)
FOLDERS = setting(
    "MOTCUA_EXCHANGE_FOLDERS", default="",
    help="Folders of the gateways' machines, by spaces, below which files may be exchanged; declared systems use the first; "
    "empty: gateway/folders in the data folder",
)
NATIONAL_PLATFORM = setting(
    "MOTCUA_NATIONAL_PLATFORM", default="ndxp", help="National sharing platform in use: ndxp (today) or ndop (the node that follows)"
)

"""Settings of payments.

The demonstration's bank number 999999 belongs to no bank: a real phone that scans a demo code is refused by its own bank.
"""

from motcua.kit.conf import setting

_PEERS = setting("MOTCUA_PEERS_URL", default="http://127.0.0.1:8010", help="Address of the simulated outside systems")

BANK_URL = setting("MOTCUA_BANK_URL", default=f"{_PEERS}/bank", help="Address of the bank's interface: keys and statement below it")
BANK_APP_URL = setting(
    "MOTCUA_BANK_APP_URL", default=f"{_PEERS}/bank/", help="Page of the simulated phone bank, linked in a demonstration only"
)
BANK_API_KEY = setting("MOTCUA_BANK_API_KEY", default="demo-only-bank-statement", help="Key for the bank's statement", secret=True)
BANK_BIN = setting("MOTCUA_BANK_BIN", default="999999", help="Bank number (BIN, 6 digits) of the account that receives fees")
BANK_ACCOUNT = setting("MOTCUA_BANK_ACCOUNT", default="9990000000011", help="Account that receives fees")
BANK_ACCOUNT_NAME = setting(
    "MOTCUA_BANK_ACCOUNT_NAME", default="UBND TP HAI PHONG (MO PHONG)", help="Name of the account, without diacritics"
)
NOTIFICATION_WINDOW = setting(
    "MOTCUA_BANK_WINDOW", default=300, help="Seconds by which a notification's time stamp may differ from our clock"
)
DEMO_BIN, DEMO_KEY = "999999", "demo-only-bank-statement"

CITY_UNITS = frozenset(
    setting(
        "MOTCUA_PAYMENT_CITY_UNITS",
        default="VP STC",
        help="Codes of the units that answer for money which names no unit (the office of the city, its finance department), by spaces",
    ).split()
)

WAYS = setting(
    "MOTCUA_PAYMENT_WAYS", default="transfer platform cash", help="Ways of paying that the city takes: transfer (VietQR), platform, cash"
)
PLATFORM_URL = setting(
    "MOTCUA_PAYMENT_PLATFORM_URL", default=f"{_PEERS}/platform/api", help="Address of the national payment platform (through the LGSP)"
)
PLATFORM_PARTNER = setting("MOTCUA_PAYMENT_PLATFORM_PARTNER", default="H24", help="Our partner code at the payment platform (MaDoiTac)")
PLATFORM_SECRET = setting(
    "MOTCUA_PAYMENT_PLATFORM_SECRET", default="demo-only-platform", help="Shared secret of MaXacThuc at the payment platform", secret=True
)
PLATFORM_TOKEN = setting(
    "MOTCUA_PAYMENT_PLATFORM_TOKEN", default="demo-only-lgsp", help="Bearer token of the LGSP for the payment platform", secret=True
)
PLATFORM_TIMEOUT = setting("MOTCUA_PAYMENT_PLATFORM_TIMEOUT", default=8.0, help="Seconds to wait for the payment platform's answer")
PLATFORM_LAPSE_MINUTES = setting(
    "MOTCUA_PAYMENT_PLATFORM_LAPSE", default=1440, help="Minutes after which a transaction that the platform never decided counts as failed"
)
BANK_PAYOUT_URL = setting("MOTCUA_BANK_PAYOUT_URL", default="", help="Address for payment orders of refunds; empty: the demonstration's")
STATEMENT_GRACE_HOURS = setting(
    "MOTCUA_STATEMENT_GRACE", default=36, help="Hours until money that was told must be on the statement"
)
RECEIPTS_AUTO = setting("MOTCUA_RECEIPTS_AUTO", default=True, help="Issue an electronic receipt as soon as money is counted")
RECEIPTS_URL = setting("MOTCUA_RECEIPTS_URL", default="", help="Address of an outside receipt service; empty: the demonstration's")
RECEIPTS_TOKEN = setting("MOTCUA_RECEIPTS_TOKEN", default="demo-only-receipts", help="Bearer token of the receipt service", secret=True)
DEMO_SECRET, DEMO_TOKEN = "demo-only-platform", "demo-only-lgsp"

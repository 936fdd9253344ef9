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

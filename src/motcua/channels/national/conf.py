"""Settings of the connection to the national portal."""

from __future__ import annotations

from motcua.kit.conf import boolean, setting

_PEERS = setting("MOTCUA_PEERS_URL", default="http://127.0.0.1:8010", help="Address of the simulated outside systems")
DEMO_SECRET = "demo-only-national"  # noqa: S105 - the simulated portal's published secret

URL = setting("MOTCUA_NATIONAL_URL", default=f"{_PEERS}/national", help="Address of the national portal's interface; /mapi lies below it")
FILES_URL = setting("MOTCUA_NATIONAL_FILES_URL", default="", help="Address below which papers may be fetched; empty: MOTCUA_NATIONAL_URL")
PAGE_URL = setting("MOTCUA_NATIONAL_PAGE_URL", default="", help="Page of the national portal that people are sent to; empty: none")
USER = setting("MOTCUA_NATIONAL_USER", default="motcua", help="Account of this city at the national portal")
PASSWORD = setting("MOTCUA_NATIONAL_PASSWORD", default=DEMO_SECRET, help="Its password", secret=True)
PUSH_SECRET = setting("MOTCUA_NATIONAL_PUSH_SECRET", default=DEMO_SECRET, help="Shared secret of pushed messages", secret=True)
PUSH_WINDOW = setting("MOTCUA_NATIONAL_PUSH_WINDOW", default=300, help="Seconds by which a pushed message's time stamp may differ")
AGENCY = setting("MOTCUA_NATIONAL_AGENCY", default="H24", help="Electronic code of the city (madonvi) in calls")
TIMEOUT = setting("MOTCUA_NATIONAL_TIMEOUT", default=10.0, help="Seconds to wait for an answer of the national portal")
RETRIES = setting("MOTCUA_NATIONAL_RETRIES", default=1, help="How often a call that got no answer is repeated at once")
PAPER_MB = setting("MOTCUA_NATIONAL_PAPER_MB", default=50, help="Largest paper that is fetched, in megabytes")
STRICT = setting("MOTCUA_NATIONAL_STRICT", default=True, cast=boolean, help="Refuse messages with fields that the contract lacks")
CODES = setting("MOTCUA_NATIONAL_CODES", default="", help="File with code tables and service names instead of the carried one")
COMPARE_DAYS = setting("MOTCUA_NATIONAL_COMPARE_DAYS", default=90, help="How many days back the nightly comparison looks")
LINK_DAYS = setting("MOTCUA_NATIONAL_LINK_DAYS", default=30, help="How many days the portal may fetch a file by its link")

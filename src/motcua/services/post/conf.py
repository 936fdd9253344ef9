"""Settings of the room."""

from django.conf import settings

from motcua.kit.conf import setting

DEMO_TOKEN, DEMO_SECRET = "demo-only-post", "demo-only-post-events"
_DEMO_URL = f"{settings.MOTCUA_PEERS_URL}/post" if settings.MOTCUA_DEMO else ""
URL = setting("MOTCUA_POST_URL", default=_DEMO_URL, help="Address of the post's service, https; empty: results are not sent by post")
TOKEN = setting("MOTCUA_POST_TOKEN", default=DEMO_TOKEN, help="Token at the post", secret=True)
SECRET = setting("MOTCUA_POST_SECRET", default=DEMO_SECRET, help="Secret by which the post signs its events", secret=True)
TIMEOUT = setting("MOTCUA_POST_TIMEOUT", default=10, help="Seconds to wait for the post")
PROVINCE = setting("MOTCUA_POST_PROVINCE", default="Thành phố Hải Phòng", help="Province that the post reads under addresses of the city")

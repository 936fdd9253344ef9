"""Settings of the signing room."""

from __future__ import annotations

from motcua.kit.conf import setting

AUTHORITY = setting(
    "MOTCUA_SIGNING_AUTHORITY",
    default="demo",
    help="Key of the signing authority: 'demo' (development certificates) or one that a room adds",
)

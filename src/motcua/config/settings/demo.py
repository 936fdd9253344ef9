"""One machine, demonstration: demo clock, simulated peers, a visible message outbox. Never for real people's data."""

from __future__ import annotations

import contextlib
import json
import secrets

from motcua.config.settings.base import *  # noqa: F403
from motcua.config.settings.base import MOTCUA_FIELD_KEYS, SECRET_KEY
from motcua.kit.conf import data_dir, setting

MOTCUA_DEMO = True
STATIC_ROOT = data_dir() / "static"
STATIC_ROOT.mkdir(exist_ok=True)
_secrets = data_dir() / "secrets.json"


def _made_once() -> dict[str, str]:
    """Secrets of this data folder, made at first use, readable by the owner alone."""
    if not _secrets.exists():
        draft = _secrets.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"secret_key": secrets.token_urlsafe(64), "field_key": secrets.token_urlsafe(32)}))
        with contextlib.suppress(FileExistsError):
            _secrets.hardlink_to(draft)  # exactly one of several starting processes wins
        draft.unlink()
    return dict(json.loads(_secrets.read_text()))


if not SECRET_KEY:
    SECRET_KEY = _made_once()["secret_key"]
if not MOTCUA_FIELD_KEYS:
    MOTCUA_FIELD_KEYS = [_made_once()["field_key"]]
MOTCUA_DEMO_PASSWORD = setting(
    "MOTCUA_DEMO_PASSWORD", default="mot-cua-demo-2026", help="Password of the demo officers (demo settings only)"
)

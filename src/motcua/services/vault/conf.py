"""Settings of the personal store."""

from __future__ import annotations

from motcua.kit.conf import setting

QUOTA_MB = setting("MOTCUA_VAULT_QUOTA_MB", default=500, help="Megabytes of own uploads that one store may hold")
MAX_MB = setting("MOTCUA_VAULT_MAX_MB", default=20, help="Megabytes of one paper that a person puts into the store")
REMOVED_DAYS = setting("MOTCUA_VAULT_REMOVED_DAYS", default=30, help="Days for which a removed paper can be taken back")
WARN_DAYS = setting("MOTCUA_VAULT_WARN_DAYS", default=30, help="Days before its end at which the holder of a paper is told, once")
SHARE_DAYS_MOST = setting("MOTCUA_VAULT_SHARE_DAYS_MOST", default=90, help="Longest period of a share in days")
RECHECK_DAYS = setting("MOTCUA_VAULT_RECHECK_DAYS", default=7, help="Days after which the signatures of a paper are checked again")

"""Settings of the room."""

from motcua.kit.conf import setting

DRAFT_DAYS = setting(
    "MOTCUA_EFORMS_DRAFT_DAYS", default=30, cast=int, help="Days after its last change until a draft and its files are deleted"
)
RETURN_HOURS = setting(
    "MOTCUA_EFORMS_RETURN_HOURS",
    default=12,
    cast=int,
    help="Hours for which an open form page may still be saved after its session has expired",
)

"""Settings of the room."""

from motcua.kit.conf import setting

SAME_READING_MINUTES = setting(
    "MOTCUA_CONSENT_SAME_READING_MINUTES",
    default=10,
    cast=int,
    help="Minutes within which the same person reading the same data of the same dossier again counts as one reading",
)
SAME_LIST_MINUTES = setting(
    "MOTCUA_CONSENT_SAME_LIST_MINUTES",
    default=60,
    cast=int,
    help="Minutes within which the same person in lists of the same page and the same officer counts as one reading",
)
SHOW_OFFICER_NAMES = setting(
    "MOTCUA_CONSENT_SHOW_OFFICER_NAMES",
    default=False,
    help="Whether people see the names of officers who read their data; otherwise the agency and the post only",
)

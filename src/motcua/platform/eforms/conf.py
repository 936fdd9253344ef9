"""Settings of the room."""

from ipaddress import ip_network

from motcua.kit.conf import setting


def _networks(text: str) -> str:
    """The text itself; ``ValueError`` when it is no list of networks, at the start and not on a citizen's page."""
    for one in text.split(","):
        if one.strip():
            ip_network(one.strip(), strict=False)
    return text


DRAFT_DAYS = setting(
    "MOTCUA_EFORMS_DRAFT_DAYS", default=30, cast=int, help="Days after its last change until a draft and its files are deleted"
)
RETURN_HOURS = setting(
    "MOTCUA_EFORMS_RETURN_HOURS",
    default=12,
    cast=int,
    help="Hours for which an open form page may still be saved after its session has expired",
)
WARN_DAYS = setting("MOTCUA_EFORMS_WARN_DAYS", default=5, cast=int, help="Days before a draft ends on which its owner is told")
UNDO_HOURS = setting("MOTCUA_EFORMS_UNDO_HOURS", default=24, cast=int, help="Hours for which a draft thrown away can be taken back")
SHARED_MACHINES = setting(
    "MOTCUA_EFORMS_SHARED_MACHINES",
    default="",
    cast=_networks,
    help="Networks of machines that many people use, in CIDR by commas (counters, libraries): nothing typed there is kept in the browser",
)
LISTS_DIR = setting(
    "MOTCUA_EFORMS_LISTS_DIR", default="", help="Directory with newer lists (provinces.json, banks.json, ...) that replace the carried ones"
)

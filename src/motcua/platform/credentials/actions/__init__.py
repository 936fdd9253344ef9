"""Writes of credentials: one verb, one function, one transaction, its events."""

from motcua.platform.credentials.actions.forgetting import forget_ended
from motcua.platform.credentials.actions.issuing import issue
from motcua.platform.credentials.actions.presenting import present, show, sweep
from motcua.platform.credentials.actions.standing import reinstate, revoke, suspend
from motcua.platform.credentials.actions.turning import rotate

__all__ = ["forget_ended", "issue", "present", "reinstate", "revoke", "rotate", "show", "suspend", "sweep"]

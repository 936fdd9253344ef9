"""Writes of sign-on: one verb, one function, one transaction, its events."""

from motcua.platform.signon.actions.applications import change, disable, enable, register, rotate_secret
from motcua.platform.signon.actions.authenticating import authenticate
from motcua.platform.signon.actions.authorising import agree, open_grant, push, take_pushed
from motcua.platform.signon.actions.demo import load_demo
from motcua.platform.signon.actions.ending import deliver_logouts, end_session, end_sign_ins, revoke, withdraw
from motcua.platform.signon.actions.keys import rotate, rotate_if_due
from motcua.platform.signon.actions.rates import count, hold_back
from motcua.platform.signon.actions.redeeming import redeem, refresh
from motcua.platform.signon.actions.releasing import release
from motcua.platform.signon.actions.sweeping import sweep

__all__ = [
    "agree", "authenticate", "change", "count", "deliver_logouts", "disable", "enable", "end_session", "end_sign_ins", "hold_back",
    "load_demo", "open_grant", "push", "redeem", "refresh", "register", "release", "revoke", "rotate", "rotate_if_due", "rotate_secret",
    "sweep", "take_pushed", "withdraw",
]

"""Writes of payments."""

from motcua.platform.payments.actions.credits import receive_notification, reconcile
from motcua.platform.payments.actions.decisions import resolve
from motcua.platform.payments.actions.requests import cancel, mark_refunded, present, request

__all__ = ["cancel", "mark_refunded", "present", "receive_notification", "reconcile", "request", "resolve"]

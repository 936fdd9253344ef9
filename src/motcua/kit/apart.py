"""Many things done one after another, each on its own: an error in one is noted and stops no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError


@contextmanager
def apart(log: logging.Logger, what: str, ident: object) -> Iterator[None]:
    """Go on after an error in the body, with its trace in the log under ``what`` and ``ident`` (nothing personal).

    A database that is away stops all: the worker waits until it is back.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s failed: %s", what, ident)

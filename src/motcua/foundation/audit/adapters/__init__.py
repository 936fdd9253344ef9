"""Outside of the audit log: places that keep its roots, and who knows officers' names."""

from __future__ import annotations

import httpx

from motcua.foundation.audit import conf
from motcua.foundation.audit.adapters.file import FileWitness
from motcua.foundation.audit.adapters.http import HttpWitness
from motcua.foundation.audit.adapters.mail import MailWitness
from motcua.foundation.audit.contracts.witnesses import MAILBOX, Witness


def configured() -> tuple[Witness, ...]:
    """The witnesses of ``MOTCUA_AUDIT_WITNESSES``, in their order."""
    return tuple(witness_at(address) for address in conf.WITNESSES.split())


def witness_at(address: str, *, transport: httpx.BaseTransport | None = None) -> Witness:
    """The witness at an address: ``https://…`` speaks the protocol of docs/reference, ``mailto:…`` is a mailbox, else a file."""
    if address.startswith(("https://", "http://")):
        return HttpWitness(address, transport=transport)
    if address.startswith(MAILBOX):
        return MailWitness(address)
    return FileWitness(address)


def check_config() -> list[str]:
    """What is wrong with the settings of the witnesses, a line for each."""
    return [f"{one.address}: {wrong}" for one in configured() if (wrong := one.check_config())]

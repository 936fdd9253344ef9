"""A remote-signature service for demonstrations: signs at once with a certificate of the development authority for the person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from motcua.kit.conf import data_dir
from motcua.platform.signing.adapters import pades
from motcua.platform.signing.adapters.demo.installed import InstalledDemo
from motcua.platform.signing.adapters.demo.vault import Folder
from motcua.platform.signing.contracts import Holder, RemoteAnswer, RemoteState


class DemoRemote:
    """Makes the CMS when it is asked and keeps it until it is collected, as a service with a telephone in between would."""

    key = "demo"
    legal = False

    def request(self, *, key: str, holder: Holder, digest: bytes, title: str, now: datetime) -> str:
        """See ``RemoteSigner``."""
        authority = InstalledDemo()
        reference = hashlib.sha256(key.encode()).hexdigest()
        if self._folder().read(f"remote/{reference}.cms") is None:
            made = pades.cms_of(key=authority.key_for(holder=holder, now=now), digest=digest, stamping=authority, now=now)
            self._folder().write(f"remote/{reference}.cms", made)
        return reference

    def collect(self, *, reference: str, now: datetime) -> RemoteAnswer:
        """See ``RemoteSigner``."""
        made = self._folder().read(f"remote/{reference}.cms") if reference.isalnum() else None
        return RemoteAnswer(state=RemoteState.WAITING) if made is None else RemoteAnswer(state=RemoteState.SIGNED, cms=made)

    @staticmethod
    def _folder() -> Folder:
        return Folder(data_dir() / "signing")

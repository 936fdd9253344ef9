"""TLS at the port of all callers: it follows its files and the registered certificates without a restart."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from motcua.gateway.protocol.config import Config, Tls

logger = logging.getLogger("motcua.gateway")
Stamps = tuple[tuple[int, int, int], ...]


def stamps(*files: Path | str | None) -> Stamps:
    """What tells whether one of the files was written anew; OSError when one is not there."""
    found = [Path(name).stat() for name in files if name]
    return tuple((stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in found)


class CallersTls:
    """What new connections are met with. ``problem`` says why something newer is not in use; what was in use before stays so.

    A context goes on trusting what it once trusted; who lost a certificate is refused by the directory, which compares digests.
    """

    def __init__(self, config: Config, tls: Tls) -> None:
        """OSError (also of TLS) when a file cannot be used."""
        self._tls, self._trusted = tls, set[str]()
        self.problem = ""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a registered certificate is trusted itself, without its issuer
        self._stamps = stamps(tls.certificate, tls.key, tls.clients)
        self._load(self.context)
        self.trust(config)

    def trust(self, config: Config) -> None:
        """Ask callers for a certificate as soon as some system has one, and hear the holders of all that are registered."""
        registered = {pem for member in config.members for system in member.subsystems for pem in system.trusted}
        try:
            for pem in sorted(registered - self._trusted):
                self.context.load_verify_locations(cadata=pem)
                self.context.verify_mode = ssl.CERT_OPTIONAL
                self._trusted.add(pem)
        except ssl.SSLError as error:
            self._report(f"a registered certificate cannot be used: {error}")

    def follow(self) -> None:
        """Take over files that were renewed in place."""
        tls = self._tls
        try:
            found = stamps(tls.certificate, tls.key, tls.clients)
            if found == self._stamps:
                return
            # First elsewhere: a certificate whose key is still to come would leave the port without either.
            self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
            self._load(self.context)
        except OSError as error:
            self._report(f"the renewed TLS files of the listener cannot be used: {error}")
            return
        self._stamps, self.problem = found, ""
        logger.info("renewed TLS files of the listener taken over")

    def _load(self, context: ssl.SSLContext) -> None:
        context.load_cert_chain(self._tls.certificate, self._tls.key)
        if self._tls.clients:
            context.load_verify_locations(self._tls.clients)
            context.verify_mode = ssl.CERT_OPTIONAL

    def _report(self, problem: str) -> None:
        if problem != self.problem:
            logger.error("%s", problem)
        self.problem = problem

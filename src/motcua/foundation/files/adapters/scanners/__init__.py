"""The malware scanner that this installation uses."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from motcua.foundation.files import conf
from motcua.foundation.files.adapters.scanners.clamd import ClamdScanner
from motcua.foundation.files.adapters.scanners.demo import DemoScanner
from motcua.foundation.files.contracts import Scanner


def scanner() -> Scanner:
    """The configured scanner."""
    return _clamd() or DemoScanner()


def _clamd() -> ClamdScanner | None:
    parts = urlsplit(conf.SCANNER)
    if parts.scheme != "clamd":
        return None
    return ClamdScanner((parts.hostname, parts.port or 3310) if parts.hostname else parts.path)


def check_config() -> None:
    """Raise RuntimeError (or ``ScannerUnavailable``) when nobody is protected."""
    daemon = _clamd()
    if daemon is not None:
        daemon.check()
    elif not settings.MOTCUA_DEMO:
        raise RuntimeError("MOTCUA_FILES_SCANNER is 'demo': uploads are not checked for malware; name a clamd")

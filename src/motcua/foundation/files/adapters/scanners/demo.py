"""A scanner that knows one thing: the EICAR test file, so that the way of a refused file can be shown and tested."""

from __future__ import annotations

from typing import BinaryIO

from motcua.foundation.files.contracts import Verdict

# In two halves, so that scanners of the people who clone this repository stay calm.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_CHUNK = 1_000_000


class DemoScanner:
    """Finds EICAR anywhere in the content."""

    def scan(self, *, content: BinaryIO) -> Verdict:
        """Read the content in pieces that overlap by the pattern's length."""
        content.seek(0)
        kept = b""
        while piece := content.read(_CHUNK):
            if _EICAR in kept + piece:
                return Verdict(threat="EICAR-Test-File")
            kept = piece[-len(_EICAR) :]
        return Verdict()

"""``linkinginfo`` of an archive, as X-Road writes it: every file is linked to the one before, the first to the last archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LINKING = "linkinginfo"
NOTHING = "-"
_ALGORITHM = "SHA-512"


class BrokenLinking(ValueError):
    """Not a ``linkinginfo`` of the form that X-Road writes."""


@dataclass(frozen=True, slots=True)
class Linking:
    """Digest and name of the archive before (empty when there is none), and (digest, file) of each file in order."""

    previous_digest: str
    previous_file: str
    entries: tuple[tuple[str, str], ...]

    @property
    def last(self) -> str:
        """The digest from which the next archive goes on."""
        return self.entries[-1][0] if self.entries else self.previous_digest

    def text(self) -> bytes:
        """The file."""
        first = f"{self.previous_digest or NOTHING} {self.previous_file or NOTHING} {_ALGORITHM}\n"
        return (first + "".join(f"{digest} {name}\n" for digest, name in self.entries)).encode()


def link(previous_digest: str, previous_file: str, files: list[tuple[str, bytes]]) -> Linking:
    """The linking of files (name, SHA-512 of the content) after an archive."""
    digest, entries = previous_digest, []
    for name, content in files:
        digest = hashlib.sha512((digest + content.hex()).encode()).hexdigest()
        entries.append((digest, name))
    return Linking(previous_digest, previous_file, tuple(entries))


def read_linking(text: bytes) -> Linking:
    """The linking back. BrokenLinking."""
    try:
        first, *rest = text.decode().splitlines()
        digest, name, _ = first.split(" ")
        entries = tuple((line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in rest)
    except (ValueError, IndexError):
        msg = "linkinginfo cannot be read"
        raise BrokenLinking(msg) from None
    made = Linking(digest.replace(NOTHING, ""), "" if name == NOTHING else name, entries)
    if made.text() != text:
        msg = "linkinginfo is not in its one form"
        raise BrokenLinking(msg)
    return made

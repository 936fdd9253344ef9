"""What can be wrong with a declaration, and with a message that a declaration should translate."""

from __future__ import annotations

from motcua.kernel.errors import NamedError


class WrongDeclaration(ValueError):
    """A declaration that cannot hold; the sentence begins with the place (``operations[0].request[2].ours``)."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.place, self.sentence = place, sentence


class Untranslatable(NamedError):
    """A message that the declaration cannot translate; ``place`` names where. No value is repeated: it may be personal."""

    code = "exchange.untranslatable"
    vi = "{place}: {reason_vi}"
    en = "{place}: {reason_en}"
    status = 422

    def __init__(self, place: str, reason_vi: str, reason_en: str) -> None:
        self.place = place
        super().__init__(place=place or "/", reason_vi=reason_vi, reason_en=reason_en)

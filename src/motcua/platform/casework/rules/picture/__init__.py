"""A procedure as a picture: drawn on the server, read from above, with the same told as text."""

from __future__ import annotations

from motcua.platform.casework.contracts import Definition
from motcua.platform.casework.rules.picture.draw import drawn
from motcua.platform.casework.rules.picture.plan import plan_of, told
from motcua.platform.casework.rules.picture.words import word


def svg(definition: Definition, here: str = "", language: str = "vi", name: str = "process") -> str:
    """The steps of ``definition`` as SVG; every text in it is escaped, so a template may print it as it is.

    ``here`` marks a step by a flag, a word and a thicker frame; ``name`` keeps ids apart where a page shows several. The page loads
    ``casework/process.css``.
    """
    cards = plan_of(definition, here, language)
    title = f"{word('title', language)}: {definition.result_name_en if language == 'en' else definition.result_name_vi}"
    return drawn(cards, name=name, title=title, told=told(cards, language), language=language)


__all__ = ["svg"]

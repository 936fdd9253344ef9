"""The colours of a city: one JSON file per city, CSS custom properties out of it, and its contrast as a figure.

A theme has two palettes (``light`` and ``dark``) with the same token names. :data:`PAIRS` lists every pair of tokens that
components put on each other, with the ratio that WCAG 2.2 asks of it (4.5 for text, 3 for large text, marks and edges).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from motcua.kit.conf import setting

THEME = setting("MOTCUA_THEME", default="hai-phong", help="Theme file of the city in kit/ui/theme")
THEME_FOLDER: Final = Path(__file__).parent / "theme"
PALETTES: Final = ("light", "dark")
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_LINEAR_BELOW: Final = 0.04045  # of sRGB
TEXT: Final = 4.5  # WCAG 2.2, 1.4.3
MARK: Final = 3.0  # WCAG 2.2, 1.4.11

_STATES: Final = ("done", "waiting", "late", "stopped", "moving", "urgent")
PAIRS: Final[tuple[tuple[str, str, float], ...]] = (
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3", "heading", "link") for ground in ("ground", "surface")),
    ("on-structure", "structure", TEXT),
    ("on-structure", "structure-2", TEXT),
    ("on-action", "action", TEXT),
    ("on-action", "action-2", TEXT),
    ("link", "action-soft", TEXT),
    ("ink", "action-soft", TEXT),
    ("on-urgent", "urgent-fill", TEXT),
    *((state, ground, TEXT) for state in _STATES for ground in ("ground", "surface", f"{state}-soft")),
    *(("ink", f"{state}-soft", TEXT) for state in _STATES),
    *((mark, ground, MARK) for mark in ("line-strong", "action", "focus") for ground in ("ground", "surface")),
    *((f"series-{n}", "surface", MARK) for n in range(1, 5)),
    ("focus", "focus-gap", MARK),
)


class ThemeError(ValueError):
    """A theme file that cannot be used: the message names the file and the token."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One city's colours. ``light`` and ``dark`` map token names to ``#RRGGBB``."""

    code: str
    name: Mapping[str, str]
    light: Mapping[str, str]
    dark: Mapping[str, str]

    def palette(self, name: str) -> Mapping[str, str]:
        """The palette called ``light`` or ``dark``."""
        return self.dark if name == "dark" else self.light


@dataclass(frozen=True, slots=True)
class Contrast:
    """The measured ratio of one pair in one palette, and the least that is asked of it."""

    palette: str
    ink: str
    ground: str
    ratio: float
    least: float

    @property
    def enough(self) -> bool:
        """Whether the pair may be used."""
        return self.ratio >= self.least


def theme_codes() -> tuple[str, ...]:
    """Codes of the theme files that are present, in order."""
    return tuple(sorted(path.stem for path in THEME_FOLDER.glob("*.json")))


def read_theme(code: str, *, folder: Path = THEME_FOLDER) -> Theme:
    """The theme ``code``. Raises :class:`ThemeError` for an absent file, a missing token or a colour that is not ``#RRGGBB``."""
    path = folder / f"{code}.json"
    if not path.is_file():
        raise ThemeError(f"{path.name}: no such theme; present: {', '.join(theme_codes())}")
    document = json.loads(path.read_text(encoding="utf-8"))
    needed = {token for ink, ground, _ in PAIRS for token in (ink, ground)} | {"line"}
    for palette in PALETTES:
        colours = document.get(palette, {})
        if missing := sorted(needed - set(colours)):
            raise ThemeError(f"{path.name}: {palette} lacks {', '.join(missing)}")
        for token, colour in colours.items():
            if not _HEX.fullmatch(colour):
                raise ThemeError(f"{path.name}: {palette}.{token} is {colour!r}, not #RRGGBB")
    if set(document["light"]) != set(document["dark"]):
        raise ThemeError(f"{path.name}: light and dark name different tokens")
    return Theme(code=document["code"], name=document["name"], light=document["light"], dark=document["dark"])


def luminance(colour: str) -> float:
    """Relative luminance (0 black to 1 white) of ``#RRGGBB`` as WCAG 2.2 defines it."""

    def linear(byte: str) -> float:
        part = int(byte, 16) / 255
        return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour[1:3]) + 0.7152 * linear(colour[3:5]) + 0.0722 * linear(colour[5:7])


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1 to 21) between two colours."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def contrasts(theme: Theme) -> tuple[Contrast, ...]:
    """Every pair of :data:`PAIRS` measured in both palettes."""
    return tuple(
        Contrast(name, ink, ground, contrast(theme.palette(name)[ink], theme.palette(name)[ground]), least)
        for name in PALETTES
        for ink, ground, least in PAIRS
    )


def variables(theme: Theme) -> str:
    """CSS custom properties: light, dark by preference, and dark on the wall whatever the preference."""

    def block(palette: Mapping[str, str]) -> str:
        return ";".join(f"--{token}:{colour}" for token, colour in palette.items())

    light, dark = block(theme.light), block(theme.dark)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{.wall{{color-scheme:dark;{dark}}}}}\n"
    )


@cache
def city_theme() -> Theme:
    """The theme of this installation (setting ``MOTCUA_THEME``)."""
    return read_theme(THEME)

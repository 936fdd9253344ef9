"""Builds the one style sheet of each city: its tokens, the base and every component's ``style.css``, made small.

``python -m motcua.kit.ui.css`` writes ``static/ui/<city>.css``; a test fails when the written file is not the built one.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from motcua.kit.ui.theme import read_theme, theme_codes, variables

HERE: Final = Path(__file__).parent
LIMIT: Final = 25_000  # bytes gzipped: a page on a cheap phone
_STRINGS: Final = re.compile(r"(\"[^\"]*\"|'[^']*'|url\([^)]*\))")


def minify(source: str) -> str:
    """``source`` without comments and needless blanks. Strings and urls are kept as they are."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    parts = _STRINGS.split(source)
    for index in range(0, len(parts), 2):
        text = re.sub(r"\s+", " ", parts[index])
        text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
        text = re.sub(r":\s+", ":", text)
        parts[index] = text.replace(";}", "}")
    return re.sub(r"\}(?=[^}])", "}\n", "".join(parts)).strip() + "\n"


def sources() -> Sequence[Path]:
    """The style files in the order of the cascade: base, page frames, components by name, print last."""
    style = HERE / "style"
    folders = sorted((HERE / "components").glob("*/style.css"))
    return (style / "base.css", style / "frames.css", *folders, style / "print.css")


def build(code: str) -> str:
    """The whole style sheet of the city ``code``. Raises :class:`~motcua.kit.ui.theme.ThemeError`."""
    theme = read_theme(code)
    body = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    return minify(variables(theme) + body)


def gzipped_size(css: str) -> int:
    """Bytes of ``css`` as a web server sends it."""
    return len(gzip.compress(css.encode(), 9))


def target(code: str) -> Path:
    """Where the style sheet of the city ``code`` is written."""
    return HERE / "static" / "ui" / f"{code}.css"


def main() -> int:
    """Write the style sheet of every theme; says each size."""
    for code in theme_codes():
        css = build(code)
        target(code).parent.mkdir(parents=True, exist_ok=True)
        target(code).write_text(css, encoding="utf-8")
        sys.stdout.write(f"{target(code).name}: {len(css)} bytes, {gzipped_size(css)} gzipped (limit {LIMIT})\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Cards to SVG: one column that is read from above, 288 units wide, so that a narrow phone shows it in true size.

Steps of the same role stand in one band under its name; shapes, words and lines say everything that colour says. No style attributes: the
classes are in ``casework/process.css``.
"""

from __future__ import annotations

from html import escape

from motcua.platform.casework.rules.picture.plan import Card, Way
from motcua.platform.casework.rules.picture.words import lines_of, word

WIDTH = 288
_CARD_X, _CARD_RIGHT, _BAND_RIGHT = 10, 240, 250
_FIRST_RAIL, _RAILS, _RAIL_STEP = 259, 4, 8
_NAME, _SMALL = 20, 18  # height of a line
_NAME_SIZE, _SMALL_SIZE = 15.5, 13.0  # as in the style sheet; the name is bold and so a little wider
_TEXT_X, _NAME_X = 42, 46
_PAD, _ARROW = 12, 30


class Sheet:
    """The drawing as it grows: ``y`` is how far down it is; what lies beneath cards is kept apart from what lies on them."""

    def __init__(self) -> None:
        self.y = 0
        self.bands: list[str] = []
        self.under: list[str] = []
        self.over: list[str] = []
        self.tops: dict[int, int] = {}
        self.leaving: list[tuple[int, int, int]] = []  # from the height of a line: source, target, y

    def text(self, x: int, y: int, name: str, words: str) -> None:
        self.over.append(f'<text class="{name}" x="{x}" y="{y}">{escape(words)}</text>')

    def block(self, words: str, mark: str) -> None:
        """A paragraph of small text, with a shape before its first line."""
        if mark:
            self.over.append(f'<path class="mark" d="{_MARKS[mark].format(x=_TEXT_X - 22, y=self.y + 4)}"/>')
        for line in lines_of(words, _CARD_RIGHT - 6 - _TEXT_X, _SMALL_SIZE):
            self.text(_TEXT_X, self.y + 13, "small", line)
            self.y += _SMALL
        self.y += 2


# Shapes of ten units: two bars for a pause, a square for an end, a bent arrow for a way to another step, a house for
# a unit, an hour-glass for time, three lines for opinions side by side.
_MARKS = {
    "pause": "M{x} {y}h3v10h-3zm6 0h3v10h-3z",
    "end": "M{x} {y}h10v10h-10z",
    "way": "M{x} {y}v7h7v-3l4 4l-4 4v-3h-9v-9z",
    "unit": "M{x} {y}m5 0l6 5h-1v5h-10v-5h-1z",
    "clock": "M{x} {y}h10l-5 5l5 5h-10l5 -5z",
    "asked": "M{x} {y}h10v2h-10zm0 4h10v2h-10zm0 4h10v2h-10z",
}


def drawn(cards: tuple[Card, ...], *, name: str, title: str, told: str, language: str) -> str:
    """The whole picture. ``name`` makes its ids unique on a page; ``told`` is the same as text."""
    sheet = Sheet()
    _pill(sheet, word("start", language), "start")
    _arrow(sheet, ())
    for i, card in enumerate(cards):
        if card.closing:
            sheet.tops[card.place] = sheet.y + 16
            _pill(sheet, card.name, "here" if card.here else "end")
            if card.here:
                _note(sheet, word("here", language))
            continue
        begins = i == 0 or cards[i - 1].lane != card.lane or cards[i - 1].closing
        ends = i + 1 == len(cards) or cards[i + 1].lane != card.lane or cards[i + 1].closing
        if begins:
            band = sheet.y
            sheet.text(_CARD_X, sheet.y + 18, "lane", card.lane)
            sheet.y += 28
        _card(sheet, card, language)
        if ends:
            sheet.bands.append(f'<rect class="band" x="0" y="{band}" width="{_BAND_RIGHT}" height="{sheet.y + 10 - band}" rx="6"/>')
            sheet.y += 10
        if i + 1 < len(cards):
            _arrow(sheet, card.next or None)
    rails = _rails(sheet)
    body = "\n".join((*sheet.bands, *sheet.under, *rails, *sheet.over))
    height = sheet.y + 8
    return (
        f'<svg class="mc-process" role="img" aria-labelledby="{escape(name)}-t {escape(name)}-d" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}"><title id="{escape(name)}-t">{escape(title)}</title>'
        f'<desc id="{escape(name)}-d">{escape(told)}</desc>\n{body}\n</svg>'
    )


def _pill(sheet: Sheet, words: str, kind: str) -> None:
    lines = lines_of(words, _CARD_RIGHT - _CARD_X - 24, _NAME_SIZE)
    height = 12 + _NAME * len(lines)
    sheet.over.append(
        f'<rect class="pill is-{kind}" x="{_CARD_X}" y="{sheet.y + 1}" width="{_CARD_RIGHT - _CARD_X}" height="{height}" rx="16"/>'
    )
    for i, line in enumerate(lines):
        sheet.over.append(
            f'<text class="name is-middle" x="{(_CARD_X + _CARD_RIGHT) // 2}" y="{sheet.y + 21 + i * _NAME}">{escape(line)}</text>'
        )
    sheet.y += height + 4


def _note(sheet: Sheet, words: str) -> None:
    sheet.over.append(f'<path class="flag" d="M{_CARD_X + 8} {sheet.y + 3}l10 6l-10 6z"/>')
    sheet.text(_CARD_X + 24, sheet.y + 14, "now", words)
    sheet.y += 22


def _card(sheet: Sheet, card: Card, language: str) -> None:
    top = sheet.y
    sheet.tops[card.place] = top + 22
    sheet.y += 8
    if card.here:
        _note(sheet, word("here", language))
        sheet.tops[card.place] = sheet.y + 14
    sheet.over.append(f'<circle class="number" cx="{_CARD_X + 19}" cy="{sheet.y + 13}" r="12"/>')
    sheet.over.append(f'<text class="digit is-middle" x="{_CARD_X + 19}" y="{sheet.y + 18}">{card.place + 1}</text>')
    for line in lines_of(card.name, _CARD_RIGHT - 6 - _NAME_X, _NAME_SIZE):
        sheet.text(_NAME_X, sheet.y + 18, "name", line)
        sheet.y += _NAME
    sheet.y += 8
    if card.unit:
        sheet.block(card.unit, "unit")
    if card.clock:
        sheet.block(card.clock, "clock")
    if card.opinions:
        sheet.block(f"{word('asked', language)}:", "asked")
        for opinion in card.opinions:
            sheet.block(f"– {opinion}", "")
    if card.pauses:
        sheet.block(f"{word('pause', language)}: {', '.join(card.pauses)}", "pause")
    if card.ends:
        sheet.block(f"{word('ends', language)}: {', '.join(card.ends)}", "end")
    for way in card.others:
        _other(sheet, card, way, language)
    sheet.y += 4
    kind = "card is-here" if card.here else "card"
    sheet.under.append(
        f'<rect class="{kind}" x="{_CARD_X}" y="{top}" width="{_CARD_RIGHT - _CARD_X}" height="{sheet.y - top}" rx="6"/>'
    )


def _other(sheet: Sheet, card: Card, way: Way, language: str) -> None:
    """A way to a step that is not the next one: said in words, and drawn as a rail on the right."""
    if way.to == card.place:
        where = word("again", language)
    else:
        where = f"{word('back' if way.to < card.place else 'goes', language)} {way.to + 1}" if way.to >= 0 else ""
        if way.to >= 0:
            sheet.leaving.append((card.place, way.to, sheet.y + 9))
    condition = f" ({word('guard', language)})" if way.guarded else ""
    sheet.block(": ".join(p for p in (where, way.label) if p) + condition, "way")


def _arrow(sheet: Sheet, ways: tuple[Way, ...] | None) -> None:
    """From one card down to the next, with what leads there beside it; only a gap where nothing leads there (None)."""
    if ways is None:
        sheet.y += _PAD
        return
    x, top = _CARD_X + 19, sheet.y
    room = _BAND_RIGHT - 4 - x - 14
    lines = [(line, way.guarded and not i) for way in ways for i, line in enumerate(lines_of(way.label, room, _SMALL_SIZE))]
    height = max(_ARROW, 12 + _SMALL * len(lines))
    sheet.under.append(f'<path class="flow" d="M{x} {top}V{top + height - 8}"/>')
    sheet.under.append(f'<path class="tip" d="M{x - 6} {top + height - 9}h12l-6 9z"/>')
    for i, (line, guarded) in enumerate(lines):
        if guarded:
            sheet.over.append(f'<path class="diamond" d="M{x} {top + 3 + i * _SMALL}l7 7l-7 7l-7 -7z"/>')
        sheet.text(x + 14, top + 16 + i * _SMALL, "way", line)
    sheet.y += height


def _rails(sheet: Sheet) -> list[str]:
    """One rail per target on the right, shared by everything that goes there."""
    targets = list(dict.fromkeys(target for _, target, _ in sheet.leaving))
    drawn_: list[str] = []
    for source, target, y in sheet.leaving:
        rail = _FIRST_RAIL + _RAIL_STEP * (targets.index(target) % _RAILS)
        to = sheet.tops[target]
        kind = "rail is-back" if target < source else "rail"
        drawn_.append(f'<path class="{kind}" d="M{_CARD_RIGHT} {y}H{rail}V{to}H{_CARD_RIGHT + 9}"/>')
        drawn_.append(f'<path class="tip" d="M{_CARD_RIGHT + 9} {to - 6}v12l-9 -6z"/>')
    return drawn_

"""Rows of cells, read and written one by one, so that a batch of any length needs the memory of a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from motcua.gateway.translate import encodings
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.shapes import Shape
from motcua.gateway.translate.values import text_of
from motcua.kernel.text import nfc

Row = dict[str, str]
MOST_CELL = 1024 * 1024
_PIECE = 64 * 1024


def read_rows(pieces: Iterable[bytes], shape: Shape, *, columns: Sequence[str], place: str = "") -> Iterator[Row]:
    """The rows of a file that comes in pieces; Untranslatable names the row (1 is the first after the header).

    With a header the cells are found by name and a missing column is refused; without one they are ``columns`` in order.
    """
    reader = csv.reader(_lines(pieces, shape.encoding, place), delimiter=shape.delimiter, strict=True)
    names: Sequence[str] = columns
    number = 0
    try:
        if shape.header:
            names = [name.strip() for name in next(reader, [])]
            missing = [name for name in columns if name not in names]
            if missing:
                raise Untranslatable(f"{place}[0]", f"thiếu cột {missing[0]!r}", f"has no column {missing[0]!r}")
        for cells in reader:
            if not cells:
                continue
            number += 1
            if len(cells) != len(names):
                raise Untranslatable(
                    f"{place}[{number}]", f"có {len(cells)} ô, cần {len(names)}", f"has {len(cells)} cells instead of {len(names)}"
                )
            yield dict(zip(names, cells, strict=True))
    except csv.Error:
        raise Untranslatable(f"{place}[{number + 1}]", "không phải CSV đúng cú pháp", "is no well-formed CSV") from None


def write_rows(rows: Iterable[dict[str, Any]], shape: Shape, *, columns: Sequence[str], place: str = "") -> Iterator[bytes]:
    """The file row by row (header first); Untranslatable names a row that the encoding cannot write."""
    if shape.encoding in {"utf-8-sig", "utf-16"}:
        yield "\ufeff".encode("utf-8" if shape.encoding == "utf-8-sig" else "utf-16-le")
    encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(shape.encoding, shape.encoding)
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=shape.delimiter, lineterminator="\r\n")

    def written(cells: Sequence[str], number: int) -> bytes:
        line.seek(0)
        line.truncate()
        writer.writerow(cells)
        return encodings.encode(line.getvalue(), encoding, place=f"{place}[{number}]")

    if shape.header:
        yield written(columns, 0)
    for number, row in enumerate(rows, 1):
        yield written([text_of(row[name]) if row.get(name) is not None else "" for name in columns], number)


def _lines(pieces: Iterable[bytes], encoding: str, place: str) -> Iterator[str]:
    """Lines of text with their ends, decoded as they come; a line of more than ``MOST_CELL`` is refused."""
    decoder = encodings.decoder(encoding)
    settled: Callable[[str], str] = nfc if encoding == "windows-1258" else str
    rest = ""
    try:
        for piece in pieces:
            rest += decoder.decode(piece)
            *whole, rest = rest.split("\n")
            yield from (settled(line + "\n") for line in whole)
            if len(rest) > MOST_CELL:
                raise Untranslatable(place, "có dòng dài quá mức", "has a line that is too long")
        rest += decoder.decode(b"", final=True)
    except UnicodeError:
        raise Untranslatable(place, f"không phải {encoding}", f"is not {encoding}") from None
    if rest:
        yield settled(rest)


def pieces_of(data: bytes) -> Iterator[bytes]:
    """A body in the pieces in which a file would come."""
    view = memoryview(data)
    for start in range(0, len(data), _PIECE):
        yield bytes(view[start : start + _PIECE])

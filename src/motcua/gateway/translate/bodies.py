"""Bodies of any shape as trees, and trees as bodies. Rows of cells are a list of objects."""

from __future__ import annotations

from typing import Any

from motcua.gateway.translate.csv_bodies import pieces_of, read_rows, write_rows
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json, write_json
from motcua.gateway.translate.mapping import Mapping
from motcua.gateway.translate.rules import Rule, Vocabulary
from motcua.gateway.translate.shapes import Shape, columns_of
from motcua.gateway.translate.xml_bodies import element_of, name_of, read_element, tree_of, write_element


class Bodies:
    """A partner's bodies under one list of rules; with cells the rules hold for every row."""

    def __init__(self, shape: Shape, rules: tuple[Rule, ...], words: Vocabulary) -> None:
        self.shape, self.rules = shape, rules
        self.mapping = Mapping(rules, words, theirs=shape.side)
        self.columns = columns_of(shape, rules)

    def out(self, tree: Any, *, place: str) -> bytes:
        """The partner's body of our tree; Untranslatable names the place on our side."""
        shape = self.shape
        if shape.format == "csv":
            if not isinstance(tree, list):
                raise Untranslatable(place, "không phải là một danh sách", "is no list")
            rows = (self.mapping.out(row, place=f"{place}[{number}]") for number, row in enumerate(tree))
            return b"".join(write_rows(rows, shape, columns=self.columns, place=place))
        found = self.mapping.out(tree, place=place)
        if shape.format == "xml":
            return write_element(element_of(shape.root, found, shape.namespaces, place=place), encoding=shape.encoding)
        return write_json(found)

    def inward(self, data: bytes, *, place: str) -> Any:
        """Our tree of the partner's body; Untranslatable names the place on the partner's side."""
        shape = self.shape
        if shape.format == "csv":
            rows = read_rows(pieces_of(data), shape, columns=self.columns, place=place)
            return [self.mapping.inward(row, place=f"{place}[{number}]") for number, row in enumerate(rows, 1)]
        if shape.format == "json":
            return self.mapping.inward(read_json(data, place=place), place=place)
        root = read_element(data, encoding=shape.encoding, place=place)
        name = name_of(str(root.tag), shape.namespaces)
        if name != shape.root:
            raise Untranslatable(place, f"phần tử gốc không phải {shape.root}", f"the root element is not {shape.root}")
        return self.mapping.inward(tree_of(root, shape.namespaces), place=shape.root)

"""Rules at work: there and back for declarations drawn at random, and the place of everything that does not fit."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway.translate.bodies import Bodies
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json, write_json
from motcua.gateway.translate.mapping import JSON, Mapping
from motcua.gateway.translate.rules import Rule, Vocabulary, check_rules
from motcua.gateway.translate.shapes import Shape, check_names

NAMESPACES = {"": "urn:default", "n": "urn:n"}
XML = Shape(format="xml", root="n:Goc", namespaces=NAMESPACES)
TEXTS = st.text(st.sampled_from("aăâbcdđeêếộqượ .,;\"'<>&\n\r\t|-\\]\u00a0\u0085\u2028\u0301中😀"), min_size=1, max_size=12)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "integer": st.integers(-(10**18), 10**18),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    "boolean": st.booleans(),
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    "instant": st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)).map(
        lambda at: at.replace(microsecond=0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).isoformat()
    ),
}
FORMATS = st.sampled_from(["", "dd/MM/yyyy", "yyyyMMdd", "MM-dd-yyyy"])


@st.composite
def leaves(draw: st.DrawFn, place: int, *, xml: bool) -> tuple[dict[str, Any], Any]:
    """A rule for one value, and a value that it maps."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    rule: dict[str, Any] = {"ours": f"o{place}", "type": kind}
    if kind == "date":
        rule["theirs_format"] = draw(FORMATS)
    rule["theirs"] = draw(st.sampled_from([f"T{place}", f"n:T{place}", f"@t{place}", f"In.n:T{place}"] if xml else [f"T{place}"]))
    if kind == "text" and draw(st.booleans()):
        codes = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
        rule["values"] = {code: f"{number:02d}" for number, code in enumerate(codes)}
        return rule, draw(st.sampled_from(codes))
    return rule, draw(VALUES[kind])


@st.composite
def mappings(draw: st.DrawFn, *, xml: bool, depth: int = 2) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rules and an object that they map without loss: one value at least, because an empty element is nothing."""
    rules, tree = [], {}
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["leaf", "fields", "each"] if depth and xml and place else ["leaf"]))
        if kind == "leaf":
            rule, value = draw(leaves(place, xml=xml))
        else:
            rule = {"ours": f"o{place}", "theirs": f"n:D{place}"}
            if kind == "fields":
                rule["fields"], value = draw(mappings(xml=xml, depth=depth - 1))
            else:
                rule["each"], first = draw(mappings(xml=xml, depth=0))
                value = [first] * draw(st.integers(0, 3))
        rules.append(rule)
        tree[f"o{place}"] = value
    return rules, tree


def made(rules: list[dict[str, Any]]) -> tuple[Rule, ...]:
    return msgspec.convert(rules, type=tuple[Rule, ...])


def through_json(tree: Any) -> Any:
    return read_json(write_json(tree), place="")


@given(mappings(xml=True))
def test_json_to_xml_and_back(drawn: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    rules, tree = made(drawn[0]), through_json(drawn[1])
    check_rules(rules, Vocabulary(), place="rules")
    check_names(rules, Vocabulary(), NAMESPACES, place="rules")
    bodies = Bodies(XML, rules, Vocabulary())
    assert through_json(bodies.inward(bodies.out(tree, place=""), place="")) == tree


@given(mappings(xml=True), st.sampled_from(["utf-8-sig", "utf-16", "iso-8859-1"]))
def test_xml_in_any_encoding(drawn: tuple[list[dict[str, Any]], dict[str, Any]], encoding: str) -> None:
    bodies = Bodies(msgspec.structs.replace(XML, encoding=encoding), made(drawn[0]), Vocabulary())
    tree = through_json(drawn[1])
    assert through_json(bodies.inward(bodies.out(tree, place=""), place="")) == tree


@given(st.data(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(",;|\t"), st.booleans())
def test_rows_of_cells_and_back(data: st.DataObject, encoding: str, delimiter: str, header: bool) -> None:
    rules, row = data.draw(mappings(xml=False))
    rows = [through_json(row)] * data.draw(st.integers(0, 4))
    shape = Shape(format="csv", encoding=encoding, delimiter=delimiter, header=header)
    check_rules(made(rules), Vocabulary(), place="rules", flat=True)
    bodies = Bodies(shape, made(rules), Vocabulary())
    assert through_json(bodies.inward(bodies.out(rows, place=""), place="")) == rows


@given(st.text(st.sampled_from("Nguyễn Thị Hoà Đặng Ưng Ỷ ắ ở"), min_size=1).filter(str.strip))
def test_windows_1258_carries_vietnamese(text: str) -> None:
    bodies = Bodies(Shape(format="csv", encoding="windows-1258"), made([{"ours": "a", "theirs": "A"}]), Vocabulary())
    assert bodies.inward(bodies.out([{"a": text}], place=""), place="") == [{"a": text}]


@given(st.lists(st.sampled_from(["Nguyễn", "Văn", "Thị", "Hoà", "Đỗ", "An"]), min_size=1, max_size=5))
def test_a_name_is_split_and_joined(words: list[str]) -> None:
    rules = made([{"ours": "name", "theirs": {"family": "Ho", "middle": "Dem", "given": "Ten"}}])
    mapping = Mapping(rules, Vocabulary(), theirs=JSON)
    apart = mapping.out({"name": " ".join(words)})
    assert apart["Ten"] == words[-1]
    assert mapping.inward(apart) == {"name": " ".join(words)}


def one(rule: dict[str, Any], tree: Any, *, out: bool = True, shape: Shape | None = None, words: Vocabulary | None = None) -> Any:
    rules, words = made([rule]), words or Vocabulary()
    check_rules(rules, words, place="rules")
    mapping = Mapping(rules, words, theirs=(shape or Shape()).side)
    return mapping.out(tree) if out else mapping.inward(tree)


@pytest.mark.parametrize(
    ("rule", "tree", "wanted"),
    [
        ({"ours": "d", "theirs": "D", "type": "date", "theirs_format": "dd/MM/yyyy"}, {"d": "2026-11-05"}, {"D": "05/11/2026"}),
        ({"ours": "a.b", "theirs": "C.D"}, {"a": {"b": "x"}}, {"C": {"D": "x"}}),
        ({"ours": r"a\.b", "theirs": "C"}, {"a.b": "x"}, {"C": "x"}),
        ({"ours": "a", "theirs": "A", "default": 7, "type": "integer"}, {}, {"A": 7}),
        ({"theirs": "A", "const": "VN"}, {}, {"A": "VN"}),
        ({"ours": "a", "theirs": "A", "clean": ["squeeze", "tones", "upper"]}, {"a": "  hoà   bình "}, {"A": "HÒA BÌNH"}),
        ({"ours": "a", "theirs": "A", "clean": ["digits"]}, {"a": "031 203.000 001"}, {"A": "031203000001"}),
        ({"ours": "a", "theirs": "A", "values": {"x": "1"}, "others": "keep"}, {"a": "9"}, {"A": "9"}),
        ({"ours": "a", "theirs": "A", "values": {"1": "nam"}, "type": "integer"}, {"a": 1}, {"A": "nam"}),
        ({"ours": "a", "theirs": "A", "only": "in"}, {"a": "x"}, {}),
        ({"ours": "a", "theirs": "A", "type": "any"}, {"a": [1, {"b": None}]}, {"A": [1, {"b": None}]}),
        ({"ours": "a", "theirs": "A", "each": [{"ours": "", "theirs": "v"}]}, {"a": ["x", "y"]}, {"A": [{"v": "x"}, {"v": "y"}]}),
        ({"ours": "", "theirs": "", "fields": [{"ours": "a", "theirs": "A"}]}, {"a": "x"}, {"A": "x"}),
        ({"ours": "t", "theirs": "T", "type": "instant", "theirs_format": "dd/MM/yyyy HH:mm:ss"}, {"t": "2026-11-05T20:00:00Z"},
         {"T": "06/11/2026 03:00:00"}),
        ({"ours": "n", "theirs": "N", "type": "decimal"}, {"n": Decimal("1.10")}, {"N": Decimal("1.10")}),
    ],
)  # fmt: skip
def test_what_rules_say(rule: dict[str, Any], tree: Any, wanted: Any) -> None:
    assert one(rule, tree) == wanted


@pytest.mark.parametrize(
    ("rule", "tree", "place"),
    [
        ({"ours": "a.b", "theirs": "A", "required": True}, {"a": {}}, "a.b"),
        ({"ours": "a.b", "theirs": "A"}, {"a": "x"}, "a"),
        ({"ours": "a.b", "theirs": "A"}, ["x"], "/"),
        ({"ours": "a", "theirs": "A", "type": "integer"}, {"a": "1e3"}, "a"),
        ({"ours": "a", "theirs": "A", "type": "integer"}, {"a": True}, "a"),
        ({"ours": "a", "theirs": "A", "type": "integer"}, {"a": Decimal("1.5")}, "a"),
        ({"ours": "a", "theirs": "A", "type": "decimal"}, {"a": Decimal("1e999")}, "a"),
        ({"ours": "a", "theirs": "A", "type": "boolean"}, {"a": "có"}, "a"),
        ({"ours": "a", "theirs": "A", "type": "date"}, {"a": "2026-02-30"}, "a"),
        ({"ours": "a", "theirs": "A", "type": "date", "ours_format": "dd/MM/yyyy"}, {"a": "5/11/2026"}, "a"),
        ({"ours": "a", "theirs": "A", "type": "instant"}, {"a": "yesterday"}, "a"),
        ({"ours": "a", "theirs": "A", "values": {"x": "1"}}, {"a": "y"}, "a"),
        ({"ours": "a", "theirs": "A", "pattern": "[0-9]{12}"}, {"a": "031203000001x"}, "a"),
        ({"ours": "a", "theirs": "A"}, {"a": {"b": 1}}, "a"),
        ({"ours": "a", "theirs": "A", "each": [{"ours": "b", "theirs": "B", "required": True}]}, {"a": [{"b": "x"}, {}]}, "a[1].b"),
        ({"ours": "a", "theirs": "A", "each": [{"ours": "b", "theirs": "B"}]}, {"a": {"b": 1}}, "a"),
        ({"ours": "a", "theirs": "A", "fields": [{"ours": "b", "theirs": "B"}]}, {"a": 1}, "a"),
    ],
)
def test_what_does_not_fit_names_its_place_and_not_its_value(rule: dict[str, Any], tree: Any, place: str) -> None:
    with pytest.raises(Untranslatable) as error:
        one(rule, tree)
    assert error.value.params["place"] == place
    assert "031203" not in str(error.value)
    assert error.value.sentence("vi") != error.value.sentence("en")


def test_sets_and_tables_are_named() -> None:
    words = Vocabulary(tables={"sex": {"male": "1"}}, sets={"person": made([{"ours": "sex", "theirs": "GT", "values": "sex"}])})
    rule = {"ours": "all", "theirs": "Ng", "each": "person"}
    assert one(rule, {"all": [{"sex": "male"}]}, words=words) == {"Ng": [{"GT": "1"}]}
    assert one(rule, {"Ng": [{"GT": "1"}]}, out=False, words=words) == {"all": [{"sex": "male"}]}


BOMB = b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><Goc xmlns="urn:n"><A>&b;</A></Goc>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Goc xmlns="urn:n"><A>&x;</A></Goc>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB, OUTSIDE, b"", b"<", b"<Goc xmlns='urn:n'><A>", b"\xff\xfe\x00", b"<html><body>error</body></html>",
        b"<Other xmlns='urn:n'/>", b"<Goc/>", b"<Goc xmlns='urn:n'>" + b"<A>" * 300 + b"</A>" * 300 + b"</Goc>",
        "<Goc xmlns='urn:n'><A>é</A></Goc>".encode("latin-1"), b"<Goc xmlns='urn:n'>&#0;</Goc>",
        b"<Goc xmlns='urn:n'><A>1</A><A>2</A></Goc>", b"<Goc xmlns='urn:n'><A><B>1</B></A></Goc>",
    ],
)  # fmt: skip
def test_xml_of_anybody_is_refused_with_a_sentence(body: bytes) -> None:
    bodies = Bodies(XML, made([{"ours": "a", "theirs": "n:A", "required": True}]), Vocabulary())
    with pytest.raises(Untranslatable) as error:
        bodies.inward(body, place="body")
    assert re.fullmatch(r"(body|n:Goc[\w.:\[\]]*): .+", error.value.sentence("en"))


@given(st.binary(max_size=300))
def test_no_octets_of_anybody_raise_anything_else(body: bytes) -> None:
    rules = made([{"ours": "a", "theirs": "n:A", "required": True}])
    for shape in (XML, Shape(), Shape(format="csv"), Shape(format="csv", encoding="utf-16")):
        with pytest.raises(Untranslatable):
            Bodies(shape, rules, Vocabulary()).inward(body + b'"x', place="body")


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\ufffe"])
def test_signs_that_xml_cannot_write_are_the_callers_fault(text: str) -> None:
    bodies = Bodies(XML, made([{"ours": "a", "theirs": "n:A"}]), Vocabulary())
    with pytest.raises(Untranslatable) as error:
        bodies.out({"a": text}, place="body")
    assert error.value.place == "body.n:A"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A;B\r\n1\r\n", "body[1]"),
        ("A;B\r\n1;2\r\n1;2;3\r\n", "body[2]"),
        ("A\r\n1\r\n", "body[0]"),
        ('A;B\r\n"1;2\r\n', "body[1]"),
        ("A;B\r\n1;x\r\n", "body[1].B"),
    ],
)
def test_a_broken_row_names_its_number(text: str, place: str) -> None:
    rules = made([{"ours": "a", "theirs": "A"}, {"ours": "b", "theirs": "B", "type": "integer"}])
    with pytest.raises(Untranslatable) as error:
        Bodies(Shape(format="csv", delimiter=";"), rules, Vocabulary()).inward(text.encode(), place="body")
    assert error.value.place == place

"""The register of units: sums, succession, trees as of a day, search."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from motcua.foundation.outbox.testing import recorded
from motcua.foundation.units import api as units
from motcua.foundation.units import models
from motcua.kernel.identifiers import parse_agency_code, qcvn_from_short

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> units.UnitsLoaded:
    return units.load_reference(now=NOW)


def test_loading_twice_changes_nothing_and_tells_nothing(loaded: units.UnitsLoaded) -> None:
    told = len(recorded())
    again = units.load_reference(now=NOW)
    assert (again.added, again.changed, again.kept) == (0, 0, loaded.added)
    assert len(recorded()) == told == loaded.added


def test_a_corrected_file_corrects_the_row() -> None:
    models.Unit.objects.filter(code="11329", valid_to=None).update(name="Sai")
    assert units.load_reference(now=NOW).changed == 1
    assert units.get(code="11329", on=AFTER).name == "Ngô Quyền"


def test_the_city_has_114_communes_whose_areas_add_up() -> None:
    communes = units.communes(on=AFTER)
    kinds = [c.kind for c in communes]
    assert [kinds.count(k) for k in (units.UnitKind.COMMUNE, units.UnitKind.WARD, units.UnitKind.SPECIAL_ZONE)] == [67, 45, 2]
    assert sum(Decimal(str(c.area_km2)) for c in communes) == Decimal("3194.73")
    assert units.get(code="31", on=AFTER).area_km2 == 3194.73


def test_every_old_unit_has_a_successor_and_every_new_one_a_predecessor() -> None:
    ended = models.Unit.objects.filter(valid_to=AFTER)
    assert ended.count() == 2 + 27 + 374
    assert not [u.code for u in ended if not units.successors(code=u.code, on=BEFORE)]
    assert not [u.code for u in units.communes(on=AFTER) if not units.predecessors(code=u.code, on=AFTER)]


def test_a_whole_merger_has_one_successor_and_a_split_only_partial_ones() -> None:
    links: dict[int, list[str]] = {}
    for row in models.Succession.objects.all():
        links.setdefault(row.old_id, []).append(row.overlap)
    assert not [old for old, kinds in links.items() if "full" in kinds and len(kinds) > 1]


def test_the_tree_of_a_day() -> None:
    before, after = units.tree(on=BEFORE), units.tree(on=AFTER)
    assert [n.unit.full_name for n in before] == ["Tỉnh Hải Dương", "Thành phố Hải Phòng"]
    assert [len(n.children) for n in before] == [12, 15]
    assert sum(len(d.children) for n in before for d in n.children) == 374
    assert [n.unit.code for n in after] == ["31"]
    assert len(after[0].children) == 114 + 16
    assert units.tree(on=date(2024, 12, 31)) == ()


def test_a_code_that_was_reused_names_another_unit_on_another_day() -> None:
    old, new = units.get(code="10507", on=BEFORE), units.get(code="10507", on=AFTER)
    assert (old.name, new.name) == ("Cẩm Thượng", "Thành Đông")
    assert units.by_id(unit_id=old.id) == old
    assert [u.full_name for u in units.ancestors(code="10507", on=BEFORE)] == ["Thành phố Hải Dương", "Tỉnh Hải Dương"]
    assert [u.code for u in units.ancestors(code="10507", on=AFTER)] == ["31"]


def test_what_became_of_ngo_quyen_district() -> None:
    names = {link.unit.name for link in units.successors(code="304", on=BEFORE)}
    assert {"Ngô Quyền", "Gia Viên"} <= names
    assert {link.overlap for link in units.successors(code="304", on=BEFORE)} == {units.Overlap.PARTIAL}
    assert units.successors(code="11329", on=AFTER) == ()


def test_bach_long_vi_was_a_district_without_communes() -> None:
    assert units.children(code="318", on=BEFORE) == ()
    assert [link.unit.full_name for link in units.successors(code="318", on=BEFORE)] == ["Đặc khu Bạch Long Vĩ"]


def test_agency_codes_of_both_schemes_agree_and_are_one_units_own() -> None:
    coded = (*units.communes(on=AFTER), *units.agencies(on=AFTER))
    assert len({u.agency_code for u in coded}) == len(coded) == 130
    assert not [u for u in coded if qcvn_from_short(u.agency_code) != u.agency_code_qcvn]
    assert {parse_agency_code(u.agency_code).top for u in coded} == {"H24"}
    ward = units.get(code="11329", on=AFTER)
    assert units.by_agency_code(agency_code=ward.agency_code_qcvn, on=AFTER) == ward


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ngo quyen", "Phường Ngô Quyền"),
        ("Phường ngô quyền", "Phường Ngô Quyền"),
        ("so xay dung", "Sở Xây dựng"),
        ("cat h", "Đặc khu Cát Hải"),
        ("thuy nguyen", "Phường Thủy Nguyên"),
    ],
)
def test_search_without_diacritics(query: str, first: str) -> None:
    assert units.search(query=query, on=AFTER, limit=5)[0].full_name == first


def test_search_prefers_typed_diacritics_and_finds_nothing_for_nothing() -> None:
    assert [u.name for u in units.search(query="hà đông", on=AFTER, limit=1)] == ["Hà Đông"]
    assert units.search(query=" ", on=AFTER, limit=5) == ()
    assert units.search(query="paris", on=AFTER, limit=5) == ()


def test_communes_are_in_vietnamese_order() -> None:
    names = [u.name for u in units.communes(on=AFTER)]
    assert names[:3] == ["Ái Quốc", "An Biên", "An Dương"]
    assert names.index("Dương Kinh") < names.index("Đại Sơn") < names.index("Gia Lộc")


def test_unknown_units_are_a_named_error() -> None:
    with pytest.raises(units.UnitUnknown):
        units.get(code="99999", on=AFTER)
    with pytest.raises(units.UnitUnknown):
        units.get(code="304", on=AFTER)
    with pytest.raises(units.UnitUnknown):
        units.by_id(unit_id=0)


def test_boundaries_cover_every_commune_and_hold_its_point() -> None:
    features = units.boundaries()["features"]
    assert {f["properties"]["code"] for f in features} == {u.code for u in units.communes(on=AFTER)}
    boxes = {f["properties"]["code"]: _box(f["geometry"]["coordinates"]) for f in features}
    outside = [u.code for u in units.communes(on=AFTER) if not _inside(boxes[u.code], u.lon, u.lat)]
    assert outside == []


def _box(coordinates) -> tuple[float, float, float, float]:
    points = [p for polygon in coordinates for ring in polygon for p in ring]
    return min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)


def _inside(box, lon, lat) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def test_the_rest_door(client) -> None:
    shown = client.get("/api/v1/units/10507?on=2025-06-30").json()
    assert (shown["name"], shown["successors"][0]["full_name"]) == ("Cẩm Thượng", "Phường Thành Đông")
    assert len(client.get("/api/v1/units/?on=2026-01-01").json()) == 130
    assert client.get("/api/v1/units/search?q=ngo quyen&on=2026-01-01").json()[0]["code"] == "11329"
    assert client.get("/api/v1/units/boundaries")["Content-Type"] == "application/geo+json"
    refused = client.get("/api/v1/units/99999?on=2026-01-01")
    assert (refused.status_code, refused.json()["error"]) == (404, "units.unknown")


def test_many_names_each_on_its_day_are_those_of_each(loaded, django_assert_num_queries) -> None:
    days = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 3, 2))
    wanted = {(code, on) for on in days for code in (*sorted(units.codes(on=on))[:40], "10507", "11329", "nowhere")}
    with django_assert_num_queries(1):
        found = units.names_at(wanted=wanted)
    there = {(code, on) for code, on in wanted if code in units.codes(on=on)}
    assert found == {(code, on): units.get(code=code, on=on).full_name for code, on in there}


def test_the_names_of_all_units_are_those_of_each(loaded) -> None:
    today = date(2026, 3, 2)
    every = [*units.communes(on=today), *units.agencies(on=today)]
    for language in ("vi", "en"):
        names = units.labels(on=today, language=language)
        assert {u.code: names[u.code] for u in every} == {u.code: u.label(language) for u in every}
    assert set(units.labels(on=today)) == units.codes(on=today)

"""What a visitor sees and takes away."""

from __future__ import annotations

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata import conf

HOME = "/du-lieu/ho-so-theo-ngay/"


def test_the_catalogue_finds_without_diacritics(client, published):
    assert HOME in client.get("/du-lieu/", {"q": "ho so don vi"}).content.decode()
    assert "Không tìm thấy" in client.get("/du-lieu/", {"q": "xyz"}).content.decode()


def test_a_page_before_the_first_number_says_so(client, published):
    response = client.get(HOME)
    assert response.status_code == 200
    assert "chưa có số liệu" in response.content.decode()
    assert client.get(HOME + "tai/csv").status_code == 503


def test_the_page_shows_terms_numbers_and_query(client, filled):
    text = client.get(HOME).content.decode()
    for part in ("Phường Ngô Quyền", "CC BY 4.0", "165/2025/NĐ-CP", filled, "FROM gold.dossier_daily", "tai/parquet"):
        assert part in text


def test_the_page_in_english(client, filled):
    client.cookies["django_language"] = "en"
    text = client.get(HOME).content.decode()
    assert "Administrative dossiers by day and unit" in text
    assert "Licence" in text


def test_an_unknown_dataset_format_or_snapshot_is_a_404(client, filled):
    for path in ("/du-lieu/khong-co/", HOME + "tai/docx", HOME + "tai/csv?anh-chup=beef", HOME + "?anh-chup=beef"):
        assert client.get(path).status_code == 404


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows(client, query=""):
    text = content(client.get(HOME + "tai/csv" + query)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_every_row_in_order(client, filled):
    found = rows(client)
    assert [(r["day"], r["unit_code"]) for r in found] == sorted((r["day"], r["unit_code"]) for r in found)
    assert sum(int(r["received"]) for r in found) == 9
    assert {r["unit_name"] for r in found} == {"Phường Ngô Quyền", "Phường Đồ Sơn"}


def test_all_formats_hold_the_same_rows(client, filled):
    lines = rows(client)
    as_json = json.loads(content(client.get(HOME + "tai/json")))
    parquet = pq.read_table(io.BytesIO(content(client.get(HOME + "tai/parquet"))))
    book = load_workbook(io.BytesIO(content(client.get(HOME + "tai/xlsx")))).active
    assert len(lines) == len(as_json["records"]) == parquet.num_rows == book.max_row - 1
    assert as_json["snapshot"] == filled == parquet.schema.metadata[b"snapshot"].decode()
    assert [r["received"] for r in as_json["records"]] == parquet.column("received").to_pylist() == [int(r["received"]) for r in lines]


def test_csv_for_excel_carries_the_mark_and_a_second_visit_costs_nothing(client, filled):
    response = client.get(HOME + "tai/csv?bom=1")
    assert content(response).startswith(b"\xef\xbb\xbfday,")
    assert client.get(HOME + "tai/csv?bom=1", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get(HOME + "tai/csv", headers={"if-none-match": response["ETag"]}).status_code == 200


def test_a_spreadsheet_that_would_be_too_large_is_refused(client, filled, monkeypatch):
    monkeypatch.setattr(conf, "MAX_XLSX_ROWS", 1)
    assert client.get(HOME + "tai/xlsx").status_code == 413


def test_loading_again_changes_nothing(published):
    again = opendata.load_reference(now=opendata.dataset(slug="ho-so-theo-ngay").modified_at)
    assert again.unchanged == ("ho-so-theo-ngay",)


def test_a_definition_without_licence_or_english_is_refused(db):
    with pytest.raises(opendata.DefinitionFaulty, match="licence"):
        opendata.publish(definition={"title": {"vi": "a", "en": "b"}, "notes": {"vi": "a", "en": "b"}, "publisher": {"vi": "a", "en": "b"}}, source="x", now=None)

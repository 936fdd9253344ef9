"""The CKAN Action API, asked by CKAN's own client and by hand."""

from __future__ import annotations

import json

import pytest
from ckanapi import NotFound, RemoteCKAN, ValidationError

from motcua.insight.opendata import rules
from motcua.insight.opendata.contracts import SearchInvalid

NAME = "ho-so-theo-ngay"
PACKAGE_KEYS = ["author", "author_email", "creator_user_id", "id", "isopen", "license_id", "license_title", "license_url", "maintainer", "maintainer_email", "metadata_created", "metadata_modified", "name", "notes", "num_resources", "num_tags", "organization", "owner_org", "private", "state", "title", "type", "url", "version", "extras", "resources", "tags", "groups", "relationships_as_subject", "relationships_as_object"]
RESOURCE_KEYS = ["cache_last_updated", "cache_url", "created", "datastore_active", "description", "format", "hash", "id", "last_modified", "metadata_modified", "mimetype", "mimetype_inner", "name", "package_id", "position", "resource_type", "size", "state", "url", "url_type"]


def call(client, name, **arguments):
    return client.get(f"/api/3/action/{name}", {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()})


def rows(client, **arguments):
    response = call(client, "datastore_search", resource_id=NAME, **arguments)
    assert response.status_code == 200, response.content
    return response.json()["result"]


@pytest.fixture
def ckan(live_server, filled):
    with RemoteCKAN(live_server.url, get_only=True) as client:  # closes its connection, and with it the server's thread
        yield client


@pytest.mark.django_db(transaction=True)
def test_ckan_s_client_reads_everything(ckan):
    assert ckan.action.package_list() == [NAME]
    package = ckan.action.package_show(id=NAME)
    assert ckan.action.package_search(q="ho so", fq="organization:ubnd-thanh-pho")["count"] == 1
    found = ckan.action.datastore_search(resource_id=package["resources"][0]["id"], limit=3)
    assert (len(found["records"]), found["total"]) == (3, 6)
    assert ckan.action.status_show()["ckan_version"].startswith("2.")
    assert ckan.action.site_read()
    with pytest.raises(NotFound):
        ckan.action.package_show(id="nosuch")
    with pytest.raises(ValidationError):
        ckan.action.datastore_search(resource_id=NAME, limit="many")


def test_package_show_has_ckan_s_keys(client, filled):
    answer = call(client, "package_show", id=NAME).json()
    assert (answer["success"], answer["help"][-24:]) == (True, "help_show?name=package_show"[-24:])
    package = answer["result"]
    assert sorted(package) == sorted(PACKAGE_KEYS)
    assert all(sorted(r) == sorted(RESOURCE_KEYS) for r in package["resources"])
    assert package["version"] == filled
    assert "T" in package["metadata_modified"]
    assert "+" not in package["metadata_modified"]


def test_records_and_types(client, filled):
    found = rows(client, sort="_id asc", limit="1")
    assert [f["type"] for f in found["fields"][:4]] == ["int", "date", "text", "text"]
    assert (found["records"][0]["_id"], found["records"][0]["day"]) == (1, "2026-01-05")
    assert "Phường" in call(client, "datastore_search", resource_id=NAME).content.decode()


FILTERS = [
    ({"unit_code": "11329"}, 4),
    ({"unit_code": ["11329", "11359"], "day": "2026-01-05"}, 3),
    ({"received": {"gte": 5}}, 1),
    ({"received": [{"gt": 6}, 1]}, 3),
    ([{"unit_code": "11359"}, {"received": 7}], 3),
    ({"$or": [{"unit_code": "11359"}, {"late": 1}]}, 2),
    ({"$and": [{"day": {"gt": "2026-01-05"}}, {"day": {"lte": "2026-01-07"}}]}, 2),
    ({"late": None}, 2),
    ({"unit_code": "' OR 1=1 --"}, 0),
    ({"unit_code": []}, 0),
]


def test_filters(client, filled):
    assert [rows(client, filters=filters)["total"] for filters, _ in FILTERS] == [total for _, total in FILTERS]


WRONG = [
    ({"filters": {"nosuch": 1}}, "filters"),
    ({"filters": {"received": "many"}}, "received"),
    ({"filters": {"day": "yesterday"}}, "day"),
    ({"filters": {"received": {"like": 1}}}, "filters"),
    ({"filters": "{broken"}, "filters"),
    ({"filters": {'day" OR 1=1 --': 1}}, "filters"),
    ({"sort": "received; DROP TABLE x"}, "sort"),
    ({"fields": "nosuch"}, "fields"),
    ({"limit": "-1"}, "limit"),
    ({"limit": "x"}, "limit"),
    ({"records_format": "xml"}, "records_format"),
    ({"include_total": "perhaps"}, "include_total"),
]


def test_wrong_arguments_are_validation_errors_of_that_argument(client, filled):
    for arguments, field in WRONG:
        response = call(client, "datastore_search", resource_id=NAME, **arguments)
        assert (response.status_code, response.json()["error"]["__type"]) == (409, "Validation Error"), arguments
        assert field in response.json()["error"], arguments


def test_search_by_words_without_diacritics(client, filled):
    assert rows(client, q="do son")["total"] == 2
    assert rows(client, q="Đồ Sơn gộp")["total"] == 2
    assert rows(client, q="ho tich ngo quyen")["total"] == 2


def test_paging_fields_sort_distinct_and_formats(client, filled):
    first = rows(client, limit="2", include_next_page="true")
    rest = rows(client, filters=first["next_page"])
    assert [r["_id"] for r in first["records"] + rest["records"]] == [1, 2, 3, 4, 5, 6]
    assert rows(client, fields="unit_code", distinct="true", sort="unit_code desc")["records"] == [{"unit_code": "11359"}, {"unit_code": "11329"}]
    assert rows(client, fields="received", sort="received desc", limit="1", records_format="lists")["records"] == [[7]]
    assert rows(client, fields="unit_code,received", sort="received desc", limit="1", records_format="csv")["records"] == "11329,7\n"
    assert "total" not in rows(client, include_total="false")
    assert rows(client, limit="0")["records"] == []


def test_refusals_have_ckan_s_shapes(client, filled):
    unknown = client.get("/api/3/action/nosuch")
    assert (unknown.status_code, unknown.json()) == (400, "Bad request: Action name not known: nosuch")
    broken = client.post("/api/3/action/package_show", data="{", content_type="application/json")
    assert (broken.status_code, broken.json()[:24]) == (400, "Bad request: JSON Error:")
    missing = client.get("/api/3/action/package_show?id=nosuch")
    assert (missing.status_code, missing.json()["error"]["__type"]) == (404, "Not Found Error")
    assert client.get("/api/3/action/datastore_search?resource_id=nosuch").status_code == 404
    assert client.get("/api/3/action/package_create").status_code == 400
    assert client.get("/api/3/action/datastore_search_sql?sql=SELECT+1").status_code == 400


def test_get_post_form_and_json_are_the_same(client, filled):
    by_get = client.get("/api/action/package_show", {"id": NAME}).json()["result"]
    by_form = client.post("/api/3/action/package_show", {"id": NAME}).json()["result"]
    by_json = client.post("/api/3/action/package_show", data=json.dumps({"id": NAME}), content_type="application/json").json()["result"]
    assert by_get == by_form == by_json


def test_jsonp_is_for_plain_names_only(client, filled):
    assert client.get("/api/3/action/site_read?callback=f").content.decode().startswith("f({")
    assert client.get("/api/3/action/site_read?callback=alert(1)//").content.decode().startswith("{")


def test_package_search_filters_facets_and_order(client, filled):
    found = call(client, "package_search", q="hồ sơ", fq='+license_id:cc-by +metadata_modified:["2020-01-01T00:00:00Z" TO *]'.replace('"', ""), **{"facet.field": ["tags", "organization"]})
    result = found.json()["result"]
    assert result["count"] == 1
    assert result["search_facets"]["organization"]["items"][0]["display_name"] == "Ủy ban nhân dân thành phố"
    assert call(client, "package_search", fq="-license_id:cc-by").json()["result"]["count"] == 0
    assert call(client, "package_search", q="organization:nosuch").json()["result"]["count"] == 0
    assert call(client, "package_search", rows="0").json()["result"]["results"] == []
    assert call(client, "package_search", sort="id; drop").status_code == 409


def test_harvesters_read_page_by_page_until_nothing_is_left(client, filled):
    pages = [call(client, "package_search", rows="100", start=str(n), sort="id asc").json()["result"]["results"] for n in (0, 100)]
    assert [len(p) for p in pages] == [1, 0]


def test_other_lists(client, filled):
    assert call(client, "organization_list").json()["result"] == ["ubnd-thanh-pho"]
    assert call(client, "organization_show", id="ubnd-thanh-pho").json()["result"]["package_count"] == 1
    assert "một cửa" in call(client, "tag_list").json()["result"]
    assert call(client, "license_list").json()["result"][0]["id"] == "cc-by"
    info = call(client, "datastore_info", id=NAME).json()["result"]
    assert (info["meta"]["count"], info["fields"][0]["info"]["label"]) == (6, "Ngày (giờ Việt Nam)")
    assert client.get("/api/3").json() == {"version": 3}


def test_deep_and_wide_filters_are_refused(filled):
    from motcua.insight.opendata import api as opendata

    deep = {"received": 1}
    for _ in range(12):
        deep = {"$and": [deep]}
    for filters in (deep, {"received": list(range(200))}, {"$or": 1}, ["x"]):
        with pytest.raises(SearchInvalid):
            rules.rows(opendata.dataset(slug=NAME), opendata.Search(filters=filters))

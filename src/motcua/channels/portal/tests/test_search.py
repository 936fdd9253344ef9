"""Search: all sources that the visitor may ask, in groups; a silent one is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from motcua.channels.portal.queries import LONGEST_QUERY, search
from motcua.channels.portal.web import pages
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kit.shell import SearchHit, SearchSource
from motcua.kit.ui.testing import only, request_by

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
OFFICER = Actor(kind=ActorKind.OFFICER)


def source(key="p", audience="public", hits=3, asked=None):
    def ask(*, query, actor, limit, now):
        if asked is not None:
            asked.append((query, limit))
        if hits < 0:
            raise ConnectionError
        return [SearchHit(title=f"{key} <{n}>", url=f"/{key}/{n}") for n in range(hits)]

    return SearchSource(key=key, label_vi=f"Nhóm {key}", label_en=f"Group {key}", audience=audience, search=ask)


def found(*sources, query="khai sinh", actor=ANONYMOUS, limit=10, language="vi"):
    with only(search_sources=list(sources)):
        return search(query=query, actor=actor, language=language, limit=limit, now=NOW)


def page(view, *sources, **query):
    with only(search_sources=list(sources)):
        return view(request_by(path="/tim", **query)).content.decode()


def test_sources_are_asked_by_audience():
    given = (source("p"), source("o", "officer"))
    assert [g.key for g in found(*given)] == ["p"]
    assert [g.key for g in found(*given, actor=OFFICER)] == ["o", "p"]


def test_no_more_than_the_limit_even_if_a_source_gives_more():
    assert len(found(source(hits=30), limit=5)[0].hits) == 5


def test_an_empty_query_asks_nobody_and_a_long_one_is_cut():
    asked = []
    assert found(source(asked=asked), query="   ") == ()
    found(source(asked=asked), query="a" * 1000)
    assert [len(query) for query, _ in asked] == [LONGEST_QUERY]


def test_a_silent_source_is_named_and_the_others_answer():
    html = page(pages.search, source("down", hits=-1), source("p"), q="khai sinh")
    assert "Nhóm down” chưa trả lời" in html.replace("&quot;", '"')
    assert "p &lt;0&gt;" in html


def test_what_is_found_and_typed_is_escaped():
    html = page(pages.search, source(), q="<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_nothing_found_says_what_to_try():
    assert "Thử từ ngắn hơn" in page(pages.search, source(hits=0), q="xyz")


def test_suggestions_are_a_short_list_without_a_page_around():
    html = page(pages.suggest, source("a", hits=5), source("b", hits=5), q="khai & sinh")
    assert html.count("<li>") == 7
    assert "<html" not in html
    assert "q=khai+%26+sinh" in html


@pytest.mark.parametrize(("language", "label"), [("vi", "Nhóm p"), ("en", "Group p")])
def test_groups_are_named_in_the_readers_language(language, label):
    assert found(source(), language=language)[0].label == label

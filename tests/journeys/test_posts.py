"""Posts over time: an officer is appointed with the document, put right, moved; the leader and the officer himself see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from motcua.foundation.files import api as files
from motcua.foundation.files.testing import PDF_BYTES
from motcua.foundation.identity import api
from motcua.foundation.identity.testing import NOW, UNIT, make_officer, make_unit
from motcua.kernel.actors import Actor, Role
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

STAFF, UNITS, MINE = "/quan-tri/can-bo/an/", "/quan-tri/chuc-vu/", "/lam-viec/chuc-vu/"
OTHER = "11359"
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """Who manages posts, who leads, whose posts they are, who has none any more; a planned post with its document."""

    admin: Actor
    leader: Actor
    officer: Actor
    left: Actor
    planned: int

    @property
    def people(self) -> tuple[Actor, ...]:
        return (self.admin, self.leader, self.officer, self.left)


def build() -> Place:
    make_unit(OTHER)
    admin, officer = make_officer(Role.ADMIN, code="boss"), make_officer(Role.APPRAISER, code="an")
    scan = files.put(content=PDF_BYTES, name="15-qd-ubnd.pdf", purpose="identity.post", actor=admin, now=NOW, owner_ref=admin.ref)
    assert officer.subject_id is not None
    planned = api.appoint(
        officer_id=officer.subject_id, unit_code=OTHER, role=Role.LEADER, title="Phó Chủ tịch Uỷ ban nhân dân phường phụ trách kinh tế",
        manner=api.Manner.JOINT, valid_from=NOW + timedelta(days=9), basis=api.Basis("15/QĐ-UBND", date(2026, 3, 1), scan.uuid), now=NOW,
        actor=admin,
    ).appointment  # fmt: skip
    left = make_officer(Role.RECEPTION, code="het")
    api.end_post(position_id=left.own_positions[0].position_id, actor=admin, now=NOW)
    return Place(admin, make_officer(Role.LEADER, code="lead", unit_code=OTHER), officer, left, planned.position_id)


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    at = NOW + timedelta(hours=1)
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("posts"), now=at, build=build) as stands:
        yield stands


def date_in(page, name, day, month, year):
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name={name}-{part}]").fill(str(value))


def test_an_officer_is_moved_from_his_page_without_losing_what_was_typed(site):
    stands, town = site
    page = stands.look(town.admin, STAFF, "posts-officer")
    lead_on(page.locator("main table").get_by_role("link", name="appraiser"))
    judge(page, "posts-post")
    lead_on(page.get_by_role("link", name="Điều chuyển"))
    page.get_by_label("Mã đơn vị").fill(OTHER)
    page.get_by_label("Chức danh").fill("Trưởng phòng Kinh tế, Hạ tầng và Đô thị")
    page.locator("[name=van_ban]").set_input_files({"name": "16-qd-ubnd.pdf", "mimeType": "application/pdf", "buffer": PDF_BYTES})
    date_in(page, "ngay", 1, 3, 2026)
    lead_on(page.get_by_role("button", name="Xem quyền trước và sau"))
    judge(page, "posts-move-refused", expected="422")
    assert "16-qd-ubnd.pdf" in page.inner_text("main")
    assert page.get_by_label("Mã đơn vị").input_value() == OTHER
    page.get_by_label("Số, ký hiệu văn bản").fill("16/QĐ-UBND")
    lead_on(page.get_by_role("button", name="Xem quyền trước và sau"))
    assert "bắt đầu cùng lúc" in page.inner_text("main")
    judge(page, "posts-move-check", expected="422")


def test_a_post_is_put_right_with_the_keyboard(site):
    stands, town = site
    page = stands.look(town.admin, f"{STAFF}chuc-vu/?viec=sua", "posts-choose")
    page.locator("[name=chuc_vu]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**chuc_vu=*")
    page.goto(f"{stands.url}{STAFF}chuc-vu/?viec=sua&chuc_vu={town.planned}")
    judge(page, "posts-correct")
    page.get_by_label("Chức danh").fill("Phó Chủ tịch")
    lead_on(page.get_by_role("button", name="Xem quyền trước và sau"))
    assert "Nhập lý do sửa" in page.inner_text("main")
    page.get_by_label("Lý do sửa").fill("Ghi thừa phần phụ trách.")
    lead_on(page.get_by_role("button", name="Xem quyền trước và sau"))
    judge(page, "posts-correct-check", expected="422")
    lead_on(page.get_by_role("button", name="Ghi thay đổi"))
    assert "Đã ghi thay đổi" in page.inner_text("main")


@pytest.mark.parametrize("verb", ["bo_nhiem", "thoi", "huy"])
def test_the_other_forms(site, verb):
    stands, town = site
    stands.look(town.admin, f"{STAFF}chuc-vu/?viec={verb}", f"posts-{verb}")


def test_the_leader_sees_the_units_posts_and_their_document(site):
    stands, town = site
    page = stands.look(town.leader, UNITS, "posts-unit")
    assert "15/QĐ-UBND" in page.inner_text("main")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("XLSX")).click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page = stands.look(town.leader, f"{MINE}an/{town.planned}/", "posts-post-leader")
    assert page.get_by_role("link", name="Mở văn bản bổ nhiệm").count() == 1
    assert page.get_by_role("link", name="Điều chuyển").count() == 0
    page.emulate_media(media="print")
    page.goto(stands.url + UNITS)
    page.screenshot(path="artifacts/pictures/posts-unit-print.png", full_page=True)
    page.emulate_media(media="screen")
    page = stands.look(town.admin, UNITS, "posts-unit-empty")
    page = stands.look(town.admin, f"{UNITS}?don_vi={UNIT}&tim=khong-ai", "posts-unit-none")


def test_an_officer_sees_his_own_posts_also_after_the_last_one(site):
    stands, town = site
    stands.look(town.officer, MINE, "posts-mine")
    stands.look(town.left, MINE, "posts-mine-left")
    with stands.in_english(town.officer):
        page = stands.look(town.officer, MINE, "posts-mine-en")
        assert "My posts" in page.inner_text("main")
        stands.look(town.officer, f"{MINE}an/{town.planned}/", "posts-post-en")
    with stands.in_english(town.admin):
        stands.look(town.admin, f"{STAFF}chuc-vu/?viec=sua&chuc_vu={town.planned}", "posts-correct-en")

"""The chooser: every detailed procedure of the nation gets a template that fits, without a line of code for any of them."""

from collections import Counter

import pytest

from motcua.platform.casework.adapters import carried, templates
from motcua.platform.casework.queries.catalogue import FALLBACK_LIMIT
from motcua.platform.casework.rules import catalogue, choosing, derive
from motcua.platform.casework.rules.choosing import Row, choose, rules_from
from motcua.platform.casework.rules.lint import lint
from motcua.platform.casework.rules.templates import set_clocks


def row(name, **more):
    return choosing.row_of(
        name=name, field=more.get("field", ""), issuer="", executor=more.get("executor", "Ủy ban nhân dân cấp xã"),
        details={"level": more.get("level", "Cấp xã"), "subjects": more.get("subjects", [])}, days=more.get("days"),
    )


@pytest.mark.parametrize(("seen", "template"), [
    (row("Thủ tục đăng ký khai sinh", field="Hộ tịch"), "ho-tich"),
    (row("Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ", field="Hoạt động xây dựng"), "thuc-dia-va-y-kien"),
    (row("Cấp lại giấy phép xây dựng", field="Hoạt động xây dựng"), "cap-lai"),
    (row("Chứng thực bản sao từ bản chính", field="Chứng thực"), "chung-thuc"),
    (row("Giải quyết khiếu nại lần đầu tại cấp xã", field="Khiếu nại, tố cáo"), "khieu-nai"),
    (row("Chuyển mục đích sử dụng đất", field="Đất đai"), "nghia-vu-tai-chinh"),
    (row("Đăng ký thành lập hộ kinh doanh", field="Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)"), "dang-ky-kinh-doanh"),
    (row("Thủ tục hải quan", executor="Chi cục Hải quan khu vực", level="Cấp tỉnh"), "bo-nganh"),
    (row("Cấp giấy phép gì đó", executor="Sở Y tế", level="Cấp tỉnh", subjects=["Công dân Việt Nam"]), "tiep-nhan-ho"),
    (row("Một việc khác"), "mot-cua"),
])  # fmt: skip
def test_procedures_of_every_kind_find_their_template(seen, template):
    assert templates.choose(seen).template == template


def test_the_table_is_whole_and_every_template_is_used():
    known = {t.key for t in templates.facts()}
    assert {r.template for r in templates.rules()} <= known
    assert len({r.key for r in templates.rules()}) == len(templates.rules())
    assert known - {r.template for r in templates.rules()} == set()


@pytest.mark.parametrize("raw", [
    {"rules": [{"key": "a", "template": "t", "when": {"moon": 1}, "vi": "", "en": ""}]},
    {"rules": [{"key": "a", "template": "t", "when": {"field": ["x"]}, "vi": "", "en": ""}]},
])  # fmt: skip
def test_a_table_that_could_leave_a_procedure_without_a_template_is_refused(raw):
    with pytest.raises(ValueError, match=r"unknown condition|last rule"):
        rules_from(raw)


def test_a_word_is_not_found_inside_another():
    agencies = templates.agencies()
    assert agencies.of(field="Giám định tư pháp")[0] == "STP"
    assert agencies.of(field="Quản lý giá")[0] == "STC"
    assert agencies.of(field="Không rõ", name="Không rõ")[0] == agencies.fallback


def test_all_detailed_procedures_open_by_data_alone():
    details = catalogue.read_details(carried.detail_lines()).by_code
    found, wrong = Counter(), []
    for listed in catalogue.read_rows(carried.catalogue_text()).rows:
        if (own := details.get(listed.code)) is None:
            continue
        seen = choosing.row_of(name=listed.name, field=listed.field, issuer=listed.issuer, executor=listed.executor, details=own, days=None)
        choice = templates.choose(seen)
        template = templates.expanded(choice.template, words=templates.words_for(seen, by_city=True))
        drafted = derive.document(code=listed.code, details=own, template=template, fallback=FALLBACK_LIMIT, result_name="Kết quả", choice=choice)
        document = set_clocks(drafted)
        found[choice.template] += 1
        wrong += [(listed.code, p) for p in lint(document)]
    assert wrong == []
    assert (found.total(), len(found) >= 20) == (2101, True)


def test_the_choice_carries_its_reason():
    choice = choose(Row(name="một việc"), rules=templates.rules())
    assert (choice.rule, bool(choice.vi), bool(choice.en)) == ("otherwise", True, True)

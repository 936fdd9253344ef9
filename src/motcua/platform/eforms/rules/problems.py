"""What can be wrong with one answer: stable codes and their sentences. ``{what}`` is the question, in lower case."""

from __future__ import annotations

from typing import Final

from motcua.platform.eforms.contracts import FieldError, FieldKind, UiField

_CHOSEN: Final = {
    FieldKind.SELECT,
    FieldKind.RADIOS,
    FieldKind.CHECKBOXES,
    FieldKind.BOOLEAN,
    FieldKind.UNIT,
}

PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "required": ("Nhập {what}.", "Enter {what}."),
    "answer": ("Trả lời câu hỏi “{What}”", "Answer the question “{What}”"),
    "choose": ("Chọn {what}.", "Choose {what}."),
    "upload": ("Tải lên {what}.", "Upload {what}."),
    "declaration": ("Đánh dấu vào ô cam đoan trước khi tiếp tục.", "Tick the declaration before you go on."),
    "too_long": ("Rút gọn {what} còn tối đa {limit} ký tự; hiện có {length}.", "Shorten {what} to {limit} characters; it has {length}."),
    "not_a_name": (
        "Nhập {what} bằng chữ cái, không dùng chữ số hay ký hiệu.",
        "Enter {what} in letters, without digits or symbols.",
    ),
    "not_a_plot": ("Nhập {what} bằng chữ số, ví dụ 91.", "Enter {what} in digits, for example 91."),
    "not_a_number": ("Nhập {what} bằng số nguyên, ví dụ 2.", "Enter {what} as a whole number, for example 2."),
    "not_a_decimal": ("Nhập {what} bằng số, ví dụ 85,5.", "Enter {what} as a number, for example 85.5."),
    "not_money": ("Nhập {what} bằng số đồng, ví dụ 1.500.000.", "Enter {what} as an amount in đồng, for example 1.500.000."),
    "too_small": ("{What} phải từ {limit} trở lên.", "{What} must be {limit} or more."),
    "too_large": ("{What} phải từ {limit} trở xuống.", "{What} must be {limit} or less."),
    "not_a_date": (
        "{What} phải là ngày có thật, theo thứ tự ngày, tháng, năm, ví dụ 7/9/2026.",
        "{What} must be a real date as day, month, year, for example 7/9/2026.",
    ),
    "date_incomplete": ("{What} còn thiếu {part_vi}.", "{What} lacks the {part_en}."),
    "date_future": ("{What} không được sau hôm nay, {today}.", "{What} cannot be after today, {today}."),
    "date_too_old": ("{What} không được trước năm 1900.", "{What} cannot be before 1900."),
    "not_a_choice": ("Chọn {what} trong danh sách.", "Choose {what} from the list."),
    "not_a_unit": (
        "Chọn {what} trong danh sách xã, phường, đặc khu hiện nay.",
        "Choose {what} from the present list of communes and wards.",
    ),
    "address_line": ("Nhập số nhà, đường hoặc thôn, tổ dân phố của {what}.", "Enter the house number and street or hamlet of {what}."),
    "address_unit": ("Chọn xã, phường hoặc đặc khu của {what}.", "Choose the commune or ward of {what}."),
    "not_an_email": ("Nhập {what} đúng dạng, ví dụ ten@vidu.vn.", "Enter {what} in the right form, for example name@example.vn."),
    "number_and_birth": (
        "Số định danh cho biết năm sinh {year}, khác với ngày sinh bạn nhập. Kiểm tra lại cả hai.",
        "The personal number says born in {year}, unlike the birth date you entered. Check both.",
    ),
    "number_and_sex": (
        "Số định danh cho biết giới tính {sex_vi}, khác với giới tính bạn chọn. Kiểm tra lại cả hai.",
        "The personal number says {sex_en}, unlike the sex you chose. Check both.",
    ),
    "too_many_files": (
        "Chỉ giữ tối đa {limit} tệp cho {what}; gỡ bớt tệp cũ trước.",
        "At most {limit} files for {what}; remove one first.",
    ),
    "too_few_rows": ("Thêm ít nhất {limit} mục cho {what}.", "Add at least {limit} entries for {what}."),
    "too_many_rows": ("Chỉ ghi tối đa {limit} mục cho {what}.", "At most {limit} entries for {what}."),
    "schema": ("{What} chưa hợp lệ với quy định của biểu mẫu. Nhập lại.", "{What} does not fit the form's rules. Enter it again."),
}


def lower_first(text: str) -> str:
    """``Họ và tên`` as ``họ và tên``; words that begin with two capitals (CCCD, VNeID) stay."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def problem(field: UiField, code: str, *, name: str = "", **facts: object) -> FieldError:
    """The named error ``eforms.<code>`` of one field; ``name`` when the field stands in a row of another."""
    vi, en = PROBLEMS[code]
    return FieldError(
        name=name or field.name,
        code=f"eforms.{code}",
        vi=vi.format(what=lower_first(field.label_vi), What=field.label_vi, **facts),
        en=en.format(what=lower_first(field.label_en), What=field.label_en, **facts),
    )


def missing(field: UiField, *, name: str = "") -> FieldError:
    """The error of a required field without an answer, with the verb that fits the kind."""
    if field.label_vi.endswith("?"):
        return problem(field, "answer", name=name)
    if field.kind in _CHOSEN:
        return problem(field, "choose", name=name)
    if field.kind == FieldKind.FILE:
        return problem(field, "upload", name=name)
    if field.kind == FieldKind.DECLARATION:
        return problem(field, "declaration", name=name)
    return problem(field, "required", name=name)

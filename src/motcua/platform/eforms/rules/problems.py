"""What can be wrong with one answer: stable codes and their sentences. ``{what}`` is the question, in lower case."""

from __future__ import annotations

from typing import Final

from motcua.platform.eforms.contracts import UPLOADS, FieldError, FieldKind, UiField

_CHOSEN: Final = {
    FieldKind.SELECT,
    FieldKind.RADIOS,
    FieldKind.CHECKBOXES,
    FieldKind.BOOLEAN,
    FieldKind.UNIT,
    FieldKind.YES_NO_UNKNOWN,
    FieldKind.COUNTRY,
    FieldKind.NATIONALITY,
    FieldKind.ETHNICITY,
    FieldKind.RELIGION,
    FieldKind.MULTI_SELECT,
    FieldKind.LINKED,
    FieldKind.RATING,
    FieldKind.OLD_UNIT,
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
    "not_a_partial_date": (
        "Nhập {what} theo ngày/tháng/năm; chỉ biết năm thì nhập năm.",
        "Enter {what} as day/month/year; where only the year is known, the year.",
    ),
    "not_a_time": ("Nhập {what} theo giờ và phút, ví dụ 7:30.", "Enter {what} as hours and minutes, for example 7:30."),
    "datetime_day": ("Nhập ngày của {what}.", "Enter the day of {what}."),
    "datetime_time": ("Nhập giờ của {what}, ví dụ 7:30.", "Enter the time of {what}, for example 7:30."),
    "not_a_month": ("Nhập {what} theo tháng/năm, ví dụ 9/2026.", "Enter {what} as month/year, for example 9/2026."),
    "not_a_year": ("Nhập {what} bằng bốn chữ số, ví dụ 2026.", "Enter {what} in four digits, for example 2026."),
    "year_outside": ("{What} phải từ {low} đến {high}.", "{What} must be from {low} to {high}."),
    "range_from": ("Nhập ngày bắt đầu của {what}.", "Enter the first day of {what}."),
    "range_to": ("Nhập ngày kết thúc của {what}.", "Enter the last day of {what}."),
    "range_order": ("Ngày kết thúc không được trước ngày bắt đầu.", "The last day cannot be before the first."),
    "measure_unit": ("Chọn đơn vị tính của {what}.", "Choose the unit of {what}."),
    "not_a_plate": ("Nhập {what} đúng như trên giấy đăng ký, ví dụ 15A-123.45.", "Enter {what} as on the papers, for example 15A-123.45."),
    "not_a_passport": ("Nhập {what} gồm 6 đến 9 chữ cái và chữ số.", "Enter {what}: 6 to 9 letters and digits."),
    "not_an_old_identity": ("Nhập {what} gồm 9 chữ số.", "Enter {what} in 9 digits."),
    "not_social_insurance": ("Nhập {what} gồm 10 chữ số.", "Enter {what} in 10 digits."),
    "not_health_insurance": (
        "Nhập {what}: 10 chữ số, hoặc đủ 15 ký tự in trên thẻ.",
        "Enter {what}: 10 digits, or all 15 characters on the card.",
    ),
    "account_bank": ("Chọn ngân hàng của {what}.", "Choose the bank of {what}."),
    "account_number": ("Nhập số tài khoản của {what}, 6 đến 19 chữ số.", "Enter the number of {what}, 6 to 19 digits."),
    "not_an_old_unit": (
        "Chọn {what} trong danh sách xã, phường, thị trấn trước ngày 01/7/2025.",
        "Choose {what} from the communes and wards of before 1 July 2025.",
    ),
    "unit_divided": ("{old} nay thuộc: {names}. Chọn một đơn vị.", "{old} now lies in: {names}. Choose one."),
    "place_province": ("Chọn tỉnh hoặc thành phố của {what}.", "Choose the province or city of {what}."),
    "place_name": ("Nhập tên xã, phường hoặc đặc khu của {what}.", "Enter the commune or ward of {what}."),
    "parcel_sheet": ("Nhập số tờ bản đồ bằng chữ số, ví dụ 12.", "Enter the map sheet in digits, for example 12."),
    "parcel_parcel": ("Nhập số thửa đất bằng chữ số, ví dụ 91.", "Enter the parcel number in digits, for example 91."),
    "not_a_point": (
        "Nhập vĩ độ rồi kinh độ của một nơi ở Việt Nam, ví dụ 20,8561; 106,6822.",
        "Enter latitude, then longitude, of a place in Vietnam, for example 20.8561, 106.6822.",
    ),
    "not_a_corner": (
        "Dòng {number} chưa phải vĩ độ và kinh độ, ví dụ 20,8561; 106,6822.",
        "Line {number} is no latitude and longitude, for example 20.8561, 106.6822.",
    ),
    "corners": ("Ghi từ {least} đến {most} góc của {what}, mỗi góc một dòng.", "Give {least} to {most} corners of {what}, one to a line."),
    "area_crosses": (
        "Các cạnh của {what} cắt nhau. Ghi các góc lần lượt theo một vòng.",
        "Sides of {what} cross. Give the corners in order around it.",
    ),
    "linked_level": ("Chọn {level_vi} của {what}.", "Choose the {level_en} of {what}."),
    "reference_query": ("Gõ điều cần tìm cho {what}.", "Type what to search for {what}."),
    "reference_choose": (
        "Bấm “Tìm”, rồi chọn một kết quả cho {what}, hoặc chọn dùng điều bạn gõ.",
        "Press “Search”, then choose a result for {what}, or choose to use what you typed.",
    ),
    "matrix_line": ("Chọn câu trả lời cho dòng “{line_vi}”.", "Choose an answer for the line “{line_en}”."),
    "photo_shape": (
        "Ảnh {portrait} cần tỉ lệ {ratio} và cao ít nhất {least} điểm ảnh; ảnh này {width} × {height}.",
        "A {portrait} photograph needs the shape {ratio} and at least {least} pixels in height; this one is {width} × {height}.",
    ),
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
    if field.kind in UPLOADS:
        return problem(field, "upload", name=name)
    if field.kind == FieldKind.DECLARATION:
        return problem(field, "declaration", name=name)
    return problem(field, "required", name=name)

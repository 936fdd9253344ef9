"""What casework writes to citizens: short sentences that say what happened and what to do, in both languages."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

LINK, DESK_LINK = "/ho-so/{dossier_code}/", "/lam-viec/ho-so/{dossier_code}/"
PROGRESS, MENTIONED, LATE = "casework.progress", "casework.mentioned", "casework.late"
STEP_LATE, OPINION_LATE, OPINION_MISSING = "casework.step_late", "casework.opinion_late", "casework.opinion_missing"
_MENTION = messaging.MessageTemplate(
    key=MENTIONED, topic=MENTIONED, link=DESK_LINK,
    subject_vi="{author} nhắc đến bạn ở hồ sơ {dossier_code}", subject_en="{author} mentions you on dossier {dossier_code}",
    body_vi="Mở hồ sơ để đọc ghi chú nội bộ. Ghi chú chỉ hiện khi bạn còn được xem hồ sơ.",
    body_en="Open the dossier to read the note. It is shown while you may see the dossier.",
)  # fmt: skip
_LATE = (
    messaging.MessageTemplate(
        key=STEP_LATE, topic=LATE, link=DESK_LINK,
        subject_vi="Hồ sơ {dossier_code} quá hạn ở bước đang làm", subject_en="Dossier {dossier_code}: its step is late",
        body_vi="Bước này phải xong trước {due}. Mở hồ sơ để làm tiếp hoặc phân công lại.",
        body_en="This step was to be done before {due}. Open the dossier to go on with it or to assign it anew.",
    ),
    messaging.MessageTemplate(
        key=OPINION_LATE, topic=LATE, link="/lam-viec/ho-so/{dossier_code}/y-kien/{opinion}/",
        subject_vi="Ý kiến về hồ sơ {dossier_code} đã quá hạn", subject_en="The opinion on dossier {dossier_code} is late",
        body_vi="Đơn vị của bạn được xin ý kiến, hạn {due}, và chưa trả lời. Mở để cho ý kiến; trả lời muộn vẫn được ghi nhận.",
        body_en="Your unit was asked for its opinion by {due} and has not answered. Open it to answer; a late answer counts as well.",
    ),
    messaging.MessageTemplate(
        key=OPINION_MISSING, topic=LATE, link=DESK_LINK,
        subject_vi="Hồ sơ {dossier_code}: {unit} chưa cho ý kiến", subject_en="Dossier {dossier_code}: {unit} has not answered",
        body_vi="Hạn cho ý kiến là {due}. Nhắc đơn vị được hỏi, hoặc rút câu hỏi nếu không cần nữa.",
        body_en="The opinion was due on {due}. Remind the unit, or take the question back when it is not needed any more.",
    ),
)  # fmt: skip
_TOPICS = (
    messaging.MessageTopic(
        key=PROGRESS, label_vi="Diễn biến hồ sơ của bạn", label_en="The progress of your dossiers", audience="citizen",
        channels=(messaging.Channel.SMS,),
    ),
    messaging.MessageTopic(
        key=MENTIONED, label_vi="Đồng nghiệp nhắc đến bạn trong ghi chú", label_en="A colleague mentions you in a note", audience="officer",
        channels=(messaging.Channel.INAPP,),
    ),
    messaging.MessageTopic(
        key=LATE, label_vi="Bước xử lý hoặc ý kiến quá hạn", label_en="A step or an opinion that is late", audience="officer",
        channels=(messaging.Channel.INAPP,),
    ),
)  # fmt: skip

# key: (subject vi, subject en, body vi, body en)
_TEXTS: dict[str, tuple[str, str, str, str]] = {
    "submitted": (
        "Đã nộp hồ sơ {dossier_code}", "Dossier {dossier_code} is submitted",
        "{unit} đã nhận được hồ sơ “{procedure}” bạn nộp. Chúng tôi sẽ kiểm tra và báo bạn khi tiếp nhận.",
        "{unit} has your dossier “{procedure}”. We will check it and tell you when it is taken in.",
    ),
    "submitted_with_fee": (
        "Đã nộp hồ sơ {dossier_code}, còn {fee} đồng cần thanh toán", "Dossier {dossier_code} is submitted, {fee} đồng to be paid",
        "{unit} đã nhận được hồ sơ “{procedure}”. Hồ sơ được tiếp nhận sau khi bạn thanh toán {fee} đồng; mở trang hồ sơ để thanh toán.",
        "{unit} has your dossier “{procedure}”. It is taken in once {fee} đồng are paid; open the dossier to pay.",
    ),
    "fee_paid": (
        "Đã nhận tiền cho hồ sơ {dossier_code}", "Payment received for dossier {dossier_code}",
        "Chúng tôi đã nhận {amount} đồng. Bạn không cần làm gì thêm.", "We have received {amount} đồng. There is nothing more to do.",
    ),
    "received": (
        "Đã tiếp nhận hồ sơ {dossier_code}, hẹn trả {due}", "Dossier {dossier_code} is taken in, due {due}",
        "{unit} đã tiếp nhận hồ sơ “{procedure}”. Ngày hẹn trả kết quả: {due}. Giấy tiếp nhận có trong trang hồ sơ.",
        "{unit} has taken in “{procedure}”. The result is due on {due}. The receipt is on the page of the dossier.",
    ),
    "refused": (
        "Hồ sơ {dossier_code} không được tiếp nhận", "Dossier {dossier_code} is not taken in",
        "{unit} chưa thể tiếp nhận hồ sơ “{procedure}”. Lý do có trong phiếu từ chối ở trang hồ sơ.",
        "{unit} cannot take in “{procedure}”. The reason is in the notice on the page of the dossier.",
    ),
    "supplement_requested": (
        "Hồ sơ {dossier_code} cần bổ sung trước {deadline}", "Dossier {dossier_code} needs papers before {deadline}",
        "{unit} cần thêm giấy tờ cho hồ sơ “{procedure}”. Mở trang hồ sơ để bổ sung trước {deadline}. Thời hạn tạm dừng cho đến lúc đó.",
        "{unit} needs more papers for “{procedure}”. Open the dossier to send them before {deadline}. The clock waits for you.",
    ),
    "supplement_extended": (
        "Hồ sơ {dossier_code}: thêm thời gian bổ sung đến {deadline}", "Dossier {dossier_code}: more time for papers, until {deadline}",
        "Bạn có thể bổ sung giấy tờ đến hết ngày {deadline}.", "You can supply the papers until the end of {deadline}.",
    ),
    "supplemented": (
        "Đã nhận giấy tờ bổ sung của hồ sơ {dossier_code}", "Papers received for dossier {dossier_code}",
        "{unit} đã nhận giấy tờ bổ sung. Ngày hẹn trả kết quả mới: {due}.", "{unit} has the papers. The new due date is {due}.",
    ),
    "supplemented_before_intake": (
        "Đã nhận giấy tờ bổ sung của hồ sơ {dossier_code}", "Papers received for dossier {dossier_code}",
        "{unit} đã nhận giấy tờ bổ sung và sẽ kiểm tra để tiếp nhận.", "{unit} has the papers and will check them for intake.",
    ),
    "resolved": (
        "Hồ sơ {dossier_code} đã có kết quả", "Dossier {dossier_code} has its result",
        "Kết quả của hồ sơ “{procedure}” đã được ký số và có trong kho giấy tờ của bạn.",
        "The result of “{procedure}” is signed and in your own store.",
    ),
    "handed_back": (
        "Đã trả kết quả hồ sơ {dossier_code}", "The result of dossier {dossier_code} is handed back",
        "Hồ sơ “{procedure}” đã kết thúc.", "The dossier “{procedure}” is closed.",
    ),
    "withdrawn": (
        "Đã rút hồ sơ {dossier_code}", "Dossier {dossier_code} is withdrawn",
        "Hồ sơ “{procedure}” đã kết thúc theo yêu cầu của bạn.", "The dossier “{procedure}” ended at your wish.",
    ),
    "extended": (
        "Xin lỗi: hồ sơ {dossier_code} hẹn lại ngày {due}", "We are sorry: dossier {dossier_code} has a new date, {due}",
        "{unit} chưa giải quyết xong hồ sơ “{procedure}” đúng hẹn và xin lỗi bạn. Ngày hẹn mới: {due}. Văn bản xin lỗi có ở trang hồ sơ.",
        "{unit} could not keep the date for “{procedure}” and apologises. The new date is {due}. The letter is on the dossier's page.",
    ),
    "due_recomputed": (
        "Hồ sơ {dossier_code}: ngày hẹn trả mới {due}", "Dossier {dossier_code}: the new due date is {due}",
        "Lịch làm việc đã thay đổi nên ngày hẹn trả kết quả là {due}.", "The working calendar has changed, so the result is due on {due}.",
    ),
    "revoked": (
        "Kết quả hồ sơ {dossier_code} bị thu hồi", "The result of dossier {dossier_code} is revoked",
        "{unit} thu hồi kết quả của hồ sơ “{procedure}” để giải quyết lại. Lý do có ở trang hồ sơ.",
        "{unit} has revoked the result of “{procedure}” to decide anew. The reason is on the page of the dossier.",
    ),
    "paused": (
        "Hồ sơ {dossier_code} tạm dừng thời hạn", "The clock of dossier {dossier_code} stands still",
        "{unit} tạm dừng thời hạn giải quyết hồ sơ “{procedure}”. Lý do có ở trang hồ sơ.",
        "{unit} had to stop the clock of “{procedure}”. The reason is on the page of the dossier.",
    ),
    "resumed": (
        "Hồ sơ {dossier_code} được giải quyết tiếp", "Work on dossier {dossier_code} goes on",
        "Thời hạn giải quyết tính tiếp. Ngày hẹn trả kết quả: {due}.", "The clock goes on. The result is due on {due}.",
    ),
    "rating_asked": (
        "Hồ sơ {dossier_code}: bạn có hài lòng không?", "Dossier {dossier_code}: are you content?",
        "Hồ sơ “{procedure}” đã trả kết quả. Mở trang hồ sơ để đánh giá sự phục vụ, mất một phút. Chúng tôi chỉ hỏi một lần.",
        "The result of “{procedure}” is handed back. Open its page to rate the service; it takes a minute. We ask only once.",
    ),
    "stopped": (
        "Dừng giải quyết hồ sơ {dossier_code}", "Dossier {dossier_code} is stopped",
        "{unit} đã dừng giải quyết hồ sơ “{procedure}”. Lý do có trong thông báo ở trang hồ sơ.",
        "{unit} has stopped “{procedure}”. The reason is in the notice on the page of the dossier.",
    ),
}


def register() -> None:
    """Add the message templates of this room, as ``casework.<what happened>``, and what people may choose about them."""
    for topic in _TOPICS:
        messaging.topics.add(topic)
    for template in (_MENTION, *_LATE):
        messaging.templates.add(template)
    for key, (subject_vi, subject_en, body_vi, body_en) in _TEXTS.items():
        messaging.templates.add(
            messaging.MessageTemplate(
                key=f"casework.{key}", subject_vi=subject_vi, subject_en=subject_en, body_vi=body_vi, body_en=body_en, link=LINK,
                topic=PROGRESS,
            )
        )

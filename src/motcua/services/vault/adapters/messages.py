"""What the store writes to people: a paper ends soon, a unit asks for a paper, somebody guesses at a PIN."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

ENDING, ASKED, GUESSED = "vault.ending", "vault.asked", "vault.guessed"
_TEMPLATES = (
    messaging.MessageTemplate(
        key=ENDING, topic=ENDING, link="/kho-giay-to/{document}/",
        subject_vi="{title} của bạn sắp hết giá trị", subject_en="Your paper “{title}” ends soon",
        body_vi="Ngày cuối có giá trị là {last}. Làm thủ tục cấp đổi nếu cần, rồi thêm bản mới vào kho giấy tờ.",
        body_en="Its last day is {last}. Renew it if you need it, then add the new one to your document store.",
        sms_vi="Giấy tờ của bạn hết giá trị sau ngày {last}: {title}.", sms_en="A paper of yours ends after {last}: {title}.",
    ),
    messaging.MessageTemplate(
        key=ASKED, link="/kho-giay-to/yeu-cau/{request}/",
        subject_vi="{unit} xin xem một giấy tờ cho hồ sơ {dossier_code}", subject_en="{unit} asks for a paper for dossier {dossier_code}",
        body_vi="Mở yêu cầu để đồng ý chia sẻ hoặc từ chối trước ngày {ends}. Không ai xem được giấy tờ khi bạn chưa đồng ý.",
        body_en="Open the request to agree or decline before {ends}. Nobody sees the paper until you agree.",
    ),
    messaging.MessageTemplate(
        key=GUESSED, link="/kho-giay-to/chia-se/{share}/",
        subject_vi="Đã dừng chia sẻ {title}: nhập sai mã PIN nhiều lần", subject_en="Sharing of “{title}” ended: too many wrong PINs",
        body_vi="Mã PIN bị nhập sai {most} lần nên lượt chia sẻ đã bị thu hồi. Nếu vẫn cần, hãy chia sẻ lại với mã PIN mới.",
        body_en="A wrong PIN was entered {most} times, so the share was taken back. If it is still needed, share again with a new PIN.",
    ),
)  # fmt: skip


def register() -> None:
    """Make the templates known, and what people may switch off."""
    for template in _TEMPLATES:
        messaging.templates.add(template)
    messaging.topics.add(
        messaging.MessageTopic(
            key=ENDING, label_vi="Giấy tờ trong kho sắp hết giá trị", label_en="Papers of your store that end soon", audience="citizen",
            channels=(messaging.Channel.SMS,), purpose="reminders",
        )
    )

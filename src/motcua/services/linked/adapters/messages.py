"""What the room writes to people."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

DONE = messaging.MessageTemplate(
    key="linked.done", topic="casework.progress", link="/ho-so/{dossier_code}/",
    subject_vi="Hồ sơ {dossier_code}: trẻ đã có số định danh và thẻ bảo hiểm y tế",
    subject_en="Dossier {dossier_code}: the child has a personal number and a health card",
    body_vi="Khai sinh, thường trú và thẻ bảo hiểm y tế đã xong. Mở trang hồ sơ để xem số định danh và số thẻ.",
    body_en="Birth, residence and health card are done. Open the dossier to see the personal number and the card number.",
)  # fmt: skip

STOPPED = messaging.MessageTemplate(
    key="linked.stopped", topic="casework.progress", link="/ho-so/{dossier_code}/",
    subject_vi="Hồ sơ {dossier_code}: các bước liên thông còn lại đã dừng",
    subject_en="Dossier {dossier_code}: the remaining linked steps were stopped",
    body_vi="Hệ thống không tự làm tiếp các bước với cơ quan khác. Mở trang hồ sơ để xem lý do và bước nào đã xong.",
    body_en="The system takes no further step with other agencies. Open the dossier to see why, and which steps are done.",
)  # fmt: skip

ASK = messaging.MessageTemplate(
    key="linked.ask_residence", topic="casework.progress", link="/ho-so/{dossier_code}/thuong-tru-cua-tre/",
    subject_vi="Hồ sơ {dossier_code}: trẻ đăng ký thường trú cùng ai?",
    subject_en="Dossier {dossier_code}: with whom will the child be registered as resident?",
    body_vi="Tờ khai của bạn chưa hỏi điều này. Trả lời một câu, hệ thống đăng ký thường trú và xin thẻ bảo hiểm y tế ngay sau đó.",
    body_en="Your form did not ask this. Answer one question on the dossier's page; residence and health card follow at once.",
)  # fmt: skip


def register() -> None:
    """Add the texts."""
    for text in (DONE, STOPPED, ASK):
        messaging.templates.add(text)

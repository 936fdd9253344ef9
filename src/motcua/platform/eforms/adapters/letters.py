"""What forms write to people: the link to go on elsewhere, and the warning before a draft ends."""

from __future__ import annotations

from typing import Final

from motcua.platform.messaging import api as messaging

LINK: Final = "/nop/{draft}/"
RESUME: Final = messaging.MessageTemplate(
    key="eforms.resume",
    subject_vi="Làm tiếp bản nháp “{title}”",
    subject_en="Go on with your draft “{title}”",
    body_vi="Bản nháp được giữ đến ngày {until}. Mở liên kết trên bất kỳ thiết bị nào rồi đăng nhập để làm tiếp.",
    body_en="The draft is kept until {until}. Open the link on any device and sign in to go on.",
    link=LINK,
)
EXPIRING: Final = messaging.MessageTemplate(
    key="eforms.expiring",
    subject_vi="Bản nháp “{title}” sắp hết hạn",
    subject_en="Your draft “{title}” is about to end",
    body_vi="Bản nháp và các tệp trong đó sẽ bị xoá vào ngày {until}. Mở ra và lưu một lần nữa để giữ thêm.",
    body_en="The draft and its files are deleted on {until}. Open it and save once more to keep it longer.",
    link=LINK,
)


def register() -> None:
    """Add the texts to those of messaging."""
    for template in (RESUME, EXPIRING):
        messaging.templates.add(template)

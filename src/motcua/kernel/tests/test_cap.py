"""CAP 1.2: what we write we read; what anybody else writes we read safely or refuse by name."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import cap

AT = datetime(2026, 9, 7, 2, 30, tzinfo=UTC)
AREA = cap.Area(
    "Đặc khu Cát Hải",
    polygons=(((20.7, 106.9), (20.8, 107.0), (20.7, 107.1), (20.7, 106.9)),),
    circles=(cap.Circle((20.72, 107.05), 15.5),),
    geocodes=(("DVHC", "11914"),),
    altitude_ft=0.0,
    ceiling_ft=100.0,
)
INFO = cap.Info(
    event="Bão",
    categories=(cap.Category.MET, cap.Category.SAFETY),
    urgency=cap.Urgency.EXPECTED,
    severity=cap.Severity.SEVERE,
    certainty=cap.Certainty.LIKELY,
    response_types=(cap.ResponseType.SHELTER,),
    effective_at=AT,
    expires_at=AT + timedelta(hours=6),
    headline="Bão số 5: <khẩn> & ở trong nhà",
    instruction="Dòng một\nDòng hai",
    event_codes=(("QĐ 18/2021", "bao"),),
    parameters=(("cấp", "9"),),
    resources=(cap.Resource("Âm thanh", "audio/mpeg", size=1200, uri="tin.mp3"),),
    areas=(AREA,),
)
ALERT = cap.Alert("H24-260907-1", "canhbao@haiphong.example", AT, cap.Status.ACTUAL, cap.MessageType.ALERT, cap.Scope.PUBLIC, (INFO,))


def test_an_alert_in_two_languages_reads_back() -> None:
    alert = replace(ALERT, infos=(INFO, replace(INFO, language="en-US", event="Typhoon")), codes=("x", "y"), note="ghi chú")
    assert cap.decode(cap.encode(alert)) == alert


def test_a_private_update_with_references_reads_back() -> None:
    alert = replace(
        ALERT,
        message_type=cap.MessageType.UPDATE,
        scope=cap.Scope.PRIVATE,
        addresses=("cụm loa 5", "11914"),
        references=(cap.Reference("canhbao@haiphong.example", "H24-260907-0", AT),),
        incidents=("Bão số 5",),
    )
    assert cap.decode(cap.encode(alert)) == alert


letters = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=20).map(lambda t: t.strip())
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))


@given(letters, letters, instants, st.sampled_from(cap.Severity))
def test_any_text_and_instant_reads_back(headline: str, value: str, at: datetime, severity: cap.Severity) -> None:
    info = replace(INFO, headline=headline, parameters=(("k", value),), onset_at=at, severity=severity)
    alert = replace(ALERT, infos=(info,), sent_at=at)
    assert cap.decode(cap.encode(alert)) == alert


def test_elements_stand_in_the_order_of_the_schema() -> None:
    names = re.findall(r"<(\w+)", cap.encode(ALERT).decode())
    top = [n for n in names if n in {"identifier", "sender", "sent", "status", "msgType", "scope", "info"}]
    assert top == ["identifier", "sender", "sent", "status", "msgType", "scope", "info"]
    inner = [
        n for n in names if n in {"language", "event", "responseType", "urgency", "effective", "headline", "parameter", "resource", "area"}
    ]
    assert inner == ["language", "event", "responseType", "urgency", "effective", "headline", "parameter", "resource", "area"]


def test_instants_never_end_in_z() -> None:
    assert b"<sent>2026-09-07T02:30:00-00:00</sent>" in cap.encode(ALERT)


FOREIGN = """<?xml version="1.0"?><cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><cap:identifier>43b080713727</cap:identifier>
<cap:sender>hsas@example.org</cap:sender><cap:sent>2003-04-02T14:39:01+07:00</cap:sent><cap:status>Actual</cap:status>
<cap:msgType>Alert</cap:msgType><cap:scope>Public</cap:scope><cap:info><cap:category>Security</cap:category><cap:event>X</cap:event>
<cap:urgency>Immediate</cap:urgency><cap:severity>Severe</cap:severity><cap:certainty>Likely</cap:certainty></cap:info>
<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></cap:alert>"""


def test_a_foreign_alert_with_prefixes_and_a_signature() -> None:
    alert = cap.decode(FOREIGN.encode())
    assert alert.sent_at == datetime(2003, 4, 2, 7, 39, 1, tzinfo=UTC)
    assert alert.infos[0].language == "en-US"


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]>' + FOREIGN.split("?>", 1)[1].replace(">X<", ">&y;<")


@pytest.mark.parametrize("xml", [BOMB.encode(), BOMB.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")])
def test_document_types_are_refused_in_every_encoding(xml: bytes) -> None:
    with pytest.raises(cap.InvalidAlert, match="DOCTYPE"):
        cap.decode(xml)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("cap:1.2", "cap:1.1", "1.2"),
        ("Actual", "Real", "status"),
        ("2003-04-02T14:39:01+07:00", "2003-04-02T14:39:01Z", "sent"),
        ("2003-04-02T", "2003-13-02T", "sent"),
        ("43b080713727", "a b", "identifier"),
        ("<cap:category>Security</cap:category>", "", "category"),
        ("<cap:scope>Public", "<cap:scope>Private", "addresses"),
        ("<cap:scope>", "<cap:source>a</cap:source><cap:source>b</cap:source><cap:scope>", "source"),
        ("</cap:info>", "<cap:area><cap:areaDesc>x</cap:areaDesc><cap:circle>nan,1 1</cap:circle></cap:area></cap:info>", "circle"),
        (
            "</cap:info>",
            "<cap:area><cap:areaDesc>x</cap:areaDesc><cap:polygon>1,1 2,2 3,3 4,4</cap:polygon></cap:area></cap:info>",
            "closed",
        ),
        ("</cap:info>", "<cap:area><cap:areaDesc>x</cap:areaDesc><cap:circle>91,1 1</cap:circle></cap:area></cap:info>", "WGS"),
        ("</cap:alert>", "", "XML"),
    ],
)
def test_bad_alerts_are_refused_by_the_name_of_the_element(old: str, new: str, named: str) -> None:
    with pytest.raises(cap.InvalidAlert, match=named):
        cap.decode(FOREIGN.replace(old, new).encode())


@given(st.binary(max_size=80))
def test_noise_is_refused_by_name(noise: bytes) -> None:
    with pytest.raises(cap.InvalidAlert):
        cap.decode(noise)


def test_too_big_is_refused() -> None:
    with pytest.raises(cap.InvalidAlert, match="bytes"):
        cap.decode(b" " * 2_000_001)


def test_an_alert_that_needs_more_cannot_be_made() -> None:
    with pytest.raises(cap.InvalidAlert, match="restriction"):
        replace(ALERT, scope=cap.Scope.RESTRICTED)
    with pytest.raises(cap.InvalidAlert, match="references"):
        replace(ALERT, message_type=cap.MessageType.CANCEL)

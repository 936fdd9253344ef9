"""Writes the certificates of the development authority: a root, the officers' CA below it, holders and the time-stamp service."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from motcua.platform.signing.adapters.demo.vault import Pair
from motcua.platform.signing.contracts import Holder
from motcua.platform.signing.rules import DEV_MARK

# The authority outlives every demo clock; holders get at most four years, like a public-service certificate.
_CA_FROM, _CA_UNTIL = datetime(2015, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
# X.520 bounds common name, organisation and title (ub-common-name).
_LONGEST = 64
_ORGANISATION = "Một Cửa (DEV)"
_UNIT = f"{DEV_MARK} – không có giá trị pháp lý"


def new_key() -> rsa.RSAPrivateKey:
    """RSA 2048, the least that TT 16/2019/TT-BTTTT accepts, and what every PDF reader checks."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def root() -> Pair:
    """A self-signed root."""
    key = new_key()
    name = _name("DEV Một Cửa Root CA")
    builder = _base(subject=name, issuer=name, key=key, from_at=_CA_FROM, until_at=_CA_UNTIL)
    return key, _as_ca(builder, path_length=1).sign(key, hashes.SHA256())


def officers_ca(issuer: Pair) -> Pair:
    """The CA that issues to officers and units."""
    key = new_key()
    builder = _base(subject=_name("DEV Một Cửa Officers CA"), issuer=issuer[1].subject, key=key, from_at=_CA_FROM, until_at=_CA_UNTIL)
    return key, _below(_as_ca(builder, path_length=0), issuer).sign(issuer[0], hashes.SHA256())


def persons_ca(issuer: Pair) -> Pair:
    """The CA that issues to people."""
    key = new_key()
    builder = _base(subject=_name("DEV Một Cửa Persons CA"), issuer=issuer[1].subject, key=key, from_at=_CA_FROM, until_at=_CA_UNTIL)
    return key, _below(_as_ca(builder, path_length=0), issuer).sign(issuer[0], hashes.SHA256())


def stamping(issuer: Pair, *, until_at: datetime = _CA_UNTIL) -> Pair:
    """The time-stamp service's certificate: its one use is time stamping, marked critical (RFC 3161 §2.3)."""
    key = new_key()
    name = _name("DEV Một Cửa Time Stamp Service")
    builder = _base(subject=name, issuer=issuer[1].subject, key=key, from_at=_CA_FROM, until_at=until_at)
    builder = _end_entity(builder).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return key, _below(builder, issuer).sign(issuer[0], hashes.SHA256())


def holder(*, issuer: Pair, who: Holder, from_at: datetime, until_at: datetime) -> Pair:
    """A certificate for an officer or a unit."""
    key = new_key()
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _fit(who.organisation)),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNIT),
        x509.NameAttribute(NameOID.COMMON_NAME, _fit(who.name)),
        x509.NameAttribute(NameOID.USER_ID, who.ref),
    ]
    if who.title:
        attributes.append(x509.NameAttribute(NameOID.TITLE, _fit(who.title)))
    builder = _base(subject=x509.Name(attributes), issuer=issuer[1].subject, key=key, from_at=from_at, until_at=until_at)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")])
    # Readers look for an OCSP answer only where a certificate names a responder; ours is asked in process, so the name leads nowhere.
    responder = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.motcua.invalid/"))
    builder = _end_entity(builder).add_extension(usage, critical=False)
    builder = builder.add_extension(x509.AuthorityInformationAccess([responder]), critical=False)
    return key, _below(builder, issuer).sign(issuer[0], hashes.SHA256())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _fit(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _base(
    *, subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, from_at: datetime, until_at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(from_at)
        .not_valid_after(until_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _below(builder: x509.CertificateBuilder, issuer: Pair) -> x509.CertificateBuilder:
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[0].public_key()), critical=False)


def _as_ca(builder: x509.CertificateBuilder, *, path_length: int) -> x509.CertificateBuilder:
    usage = _usage(digital_signature=True, key_cert_sign=True, crl_sign=True)
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True).add_extension(usage, critical=True)


def _end_entity(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    usage = _usage(digital_signature=True, content_commitment=True)
    return builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True).add_extension(usage, critical=True)


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})

"""Named refusals of the signing room."""

from __future__ import annotations

from motcua.kernel.errors import NamedError, NotFound


class NotAPdf(NamedError):
    """The bytes are not a PDF that can be signed or checked."""

    code = "signing.not_a_pdf"
    vi = "Tệp này không phải PDF đọc được. Hãy chọn một tệp PDF nguyên vẹn."
    en = "This file is not a readable PDF. Choose an undamaged PDF file."
    status = 422


class EncryptedPdf(NamedError):
    """The PDF is locked by a password."""

    code = "signing.encrypted_pdf"
    vi = "Tệp PDF này đặt mật khẩu nên chưa ký được. Hãy bỏ mật khẩu rồi thử lại."
    en = "This PDF is protected by a password and cannot be signed. Remove the password and try again."
    status = 422


class CertificateExpired(NamedError):
    """The signer's certificate is outside its period at the instant of signing (Luật 20/2023/QH15 Điều 22)."""

    code = "signing.certificate_expired"
    vi = "Chứng thư chữ ký số của {holder} không có hiệu lực vào lúc ký (hiệu lực đến {until}). Hãy gia hạn chứng thư trước khi ký."
    en = "The certificate of {holder} is not valid at the time of signing (valid until {until}). Renew the certificate before signing."
    status = 409


class CertificateRevoked(NamedError):
    """The signer's certificate was revoked."""

    code = "signing.certificate_revoked"
    vi = "Chứng thư chữ ký số của {holder} đã bị thu hồi, không dùng để ký được."
    en = "The certificate of {holder} has been revoked and cannot be used to sign."
    status = 409


class CertificateUntrusted(NamedError):
    """No path from the signer's certificate to a trusted root, or no proof that it is not revoked."""

    code = "signing.certificate_untrusted"
    vi = "Chưa xác minh được chứng thư chữ ký số của {holder} nên văn bản chưa được ký."
    en = "The certificate of {holder} could not be verified, so nothing was signed."
    status = 409


class NoCertificate(NamedError):
    """The holder has no certificate here."""

    code = "signing.no_certificate"
    vi = "{holder} chưa có chứng thư chữ ký số trong hệ thống."
    en = "{holder} has no signing certificate in this system."
    status = 409


class KeyReused(NamedError):
    """The same idempotency key came with another document, signer or purpose."""

    code = "signing.key_reused"
    vi = "Mã yêu cầu ký này đã dùng cho một văn bản khác. Hãy tạo yêu cầu ký mới."
    en = "This signing request code was already used for another document. Make a new signing request."
    status = 422


class StampUnavailable(NamedError):
    """The time-stamp authority refused or did not answer; nothing was signed."""

    code = "signing.stamp_unavailable"
    vi = "Dịch vụ cấp dấu thời gian chưa đáp ứng nên văn bản chưa được ký. Hãy thử lại sau ít phút."
    en = "The time-stamp service did not respond, so nothing was signed. Try again in a few minutes."
    status = 503


class DevKeysRefused(NamedError):
    """Production settings with the development authority."""

    code = "signing.dev_keys_refused"
    vi = "Hệ thống vận hành chính thức không được dùng chứng thư thử nghiệm (DEV)."
    en = "A production system may not use development (DEV) certificates."
    status = 503


class SignatureNotFound(NotFound):
    """No signature with this id or for this document."""

    code = "signing.not_found"
    vi = "Không tìm thấy chữ ký số này."
    en = "This signature was not found."


class SpecimenRefused(NamedError):
    """A picture of a signature or seal that breaks the rule; ``reason`` says which (NĐ 30/2020, Phụ lục I)."""

    code = "signing.specimen_refused"
    vi = "Hình chữ ký, hình dấu chưa dùng được: {reason_vi}"
    en = "The picture of the signature or seal cannot be used: {reason_en}"
    status = 422


class RemoteUnavailable(NamedError):
    """The remote-signature provider does not answer."""

    code = "signing.remote_unavailable"
    vi = "Dịch vụ ký số từ xa chưa đáp ứng. Hồ sơ vẫn còn nguyên; hãy thử lại sau ít phút, hoặc nộp không cần ký số."
    en = "The remote-signature service does not respond. Nothing is lost; try again in a few minutes, or submit without a signature."
    status = 503


class SignerMismatch(NamedError):
    """Somebody else's certificate signed."""

    code = "signing.signer_mismatch"
    vi = "Chứng thư chữ ký số không phải của người cần ký nên chữ ký không được nhận."
    en = "The certificate does not belong to the person who should sign, so the signature was not accepted."
    status = 409


class RemoteNotFound(NotFound):
    """No request for a signature with this id, or somebody else's."""

    code = "signing.remote_not_found"
    vi = "Không tìm thấy yêu cầu ký số này."
    en = "This request for a signature was not found."

"""Tables of consent."""

from motcua.foundation.consent.models.accesses import Access
from motcua.foundation.consent.models.consents import Consent, ConsentText, Purpose

__all__ = ["Access", "Consent", "ConsentText", "Purpose"]

"""Tables of consent."""

from motcua.foundation.consent.models.accesses import Access
from motcua.foundation.consent.models.consents import Consent, ConsentText, Purpose
from motcua.foundation.consent.models.restrictions import Restriction

__all__ = ["Access", "Consent", "ConsentText", "Purpose", "Restriction"]

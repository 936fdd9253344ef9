"""An impact assessment from its draft to the authority's answer, and again when the processing changes."""

from motcua.services.privacy.actions.impacts.deciding import (
    accept_impact,
    end_impact,
    record_impact_sent,
    renew_impact,
    return_impact,
)
from motcua.services.privacy.actions.impacts.drafting import (
    begin_impact,
    drop_risk,
    put_risk,
    refill_impact,
    write_impact,
)
from motcua.services.privacy.actions.impacts.papers import (
    add_impact_evidence,
    export_impacts,
    impact_docx,
    impact_pdf,
    open_impact_evidence,
)
from motcua.services.privacy.actions.impacts.proposing import approve_impact, propose_impact, refuse_impact
from motcua.services.privacy.actions.impacts.warning import warn_impacts

__all__ = [
    "accept_impact", "add_impact_evidence", "approve_impact", "begin_impact", "drop_risk", "end_impact", "export_impacts", "impact_docx",
    "impact_pdf", "open_impact_evidence", "propose_impact", "put_risk", "record_impact_sent", "refill_impact", "refuse_impact",
    "renew_impact", "return_impact", "warn_impacts", "write_impact",
]  # fmt: skip

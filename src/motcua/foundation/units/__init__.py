"""Units: administrative units and agencies, each valid for a period, with their succession."""

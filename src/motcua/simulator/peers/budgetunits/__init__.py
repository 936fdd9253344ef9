"""The register of budget units: an older REST that answers in XML."""

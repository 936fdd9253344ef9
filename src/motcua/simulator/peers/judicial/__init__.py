"""The register of judicial records (lý lịch tư pháp), an older system that speaks SOAP 1.1."""

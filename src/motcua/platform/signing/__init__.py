"""Digital signatures: PAdES on PDFs, with keys, time stamps and proofs behind ports."""

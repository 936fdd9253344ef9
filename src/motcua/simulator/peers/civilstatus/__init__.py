"""The electronic civil-status system: births registered, found again, extracted."""

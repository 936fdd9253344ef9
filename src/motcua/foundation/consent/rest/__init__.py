"""The programming interface of consent."""

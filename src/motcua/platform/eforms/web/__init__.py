"""The question pages of drafts."""

"""An SMS provider: takes a message once by its reference, shows it on a page, reports what became of it."""

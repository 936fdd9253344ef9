"""Translators declared as data: from a declaration to functions between REST messages and what other systems speak. No I/O."""

"""Pure decisions of forms: expressions, reading of typed strings, form documents, JSON Schema, views."""

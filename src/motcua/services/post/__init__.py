"""Results of procedures returned by the public post."""

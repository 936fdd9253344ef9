"""Settings, addresses, processes and the ``motcua`` command."""

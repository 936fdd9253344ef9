"""The city's part in the data exchange: members, services, rights, calls and the log of what was exchanged."""

"""The population register as a provider behind the data exchange."""

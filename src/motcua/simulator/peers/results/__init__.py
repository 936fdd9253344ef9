"""The simulated national store of electronic results of people and organisations."""

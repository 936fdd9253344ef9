"""Tests of the simulated payment platform."""

"""Signing's outside world: PDF signatures (pyHanko) and the development authority."""

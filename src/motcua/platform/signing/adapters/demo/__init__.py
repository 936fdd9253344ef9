"""The development authority: CA, OCSP, CRL and RFC 3161 time stamps inside the project, so that signing is real on one machine.

Its certificates say DEV in their names and have no legal value; production settings refuse it. Keys are made at first use in a
private folder (0700, files 0600). It never reads the clock: it works at the instant it is given, so a demo clock holds for it too.
"""

from motcua.platform.signing.adapters.demo.authority import DemoAuthority, DemoKey

__all__ = ["DemoAuthority", "DemoKey"]

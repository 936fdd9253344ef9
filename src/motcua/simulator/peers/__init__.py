"""The outside systems that a self-hosted city cannot reach, as real servers on the wire with faults on demand.

``/vneid`` electronic identification · ``/bank`` a bank with VietQR · ``/population`` the population register ·
``/control`` fault switches. Everybody inside is invented. Nothing here imports the platform: only its kernel.
"""

"""The exchange data plane: X-Road REST messages between member systems, signed and logged, in a process of its own."""

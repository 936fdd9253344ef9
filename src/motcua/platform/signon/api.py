"""THE DOOR of sign-on."""

from motcua.platform.signon.contracts import Application, MachineClients, MachineRefused, MachineToken, MachineTokenFacts, machine_clients

__all__ = ["Application", "MachineClients", "MachineRefused", "MachineToken", "MachineTokenFacts", "machine_clients"]

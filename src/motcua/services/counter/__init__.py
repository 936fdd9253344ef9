"""Quầy một cửa: tickets, calling, appointments, opening days."""

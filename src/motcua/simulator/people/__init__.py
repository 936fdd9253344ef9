"""Invented residents: ``person(n)`` gives the same person on every machine; 0–5 are the demo log-ins.

Everything that could reach a living person lies outside what is issued: card serials from 900000, telephone numbers 01009…,
mail at ``.example`` (RFC 2606). Household members share an address; the people of one household have neighbouring numbers.
"""

from motcua.simulator.people.model import Company, Person, Relation, Sex, cccd_of
from motcua.simulator.people.personas import PERSONAS
from motcua.simulator.people.roll import CAPACITY, by_cccd, household, person

__all__ = ["CAPACITY", "PERSONAS", "Company", "Person", "Relation", "Sex", "by_cccd", "cccd_of", "household", "person"]

"""Pure decisions of the quality of service: statements, points, counting tables."""

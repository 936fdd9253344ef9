"""Protection of personal data: requests of people, processing register, impact assessments, breaches."""

"""What casework reads from outside the database: the data files it carries."""

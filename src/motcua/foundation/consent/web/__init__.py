"""Pages: who looked at my data, my consents, and the overview of the data protection officer."""

"""City meetings: a small system of the city that has no accounts of its own and signs people in through Một Cửa."""

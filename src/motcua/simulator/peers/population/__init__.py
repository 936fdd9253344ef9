"""The population register: facts of residents, numbers and residences of the newborn."""

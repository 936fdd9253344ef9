"""What speaks to the outside: keys and signatures, applications' addresses."""

"""Social insurance as a partner that exchanges files: a batch of children in, a batch of health-insurance cards out."""

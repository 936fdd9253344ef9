"""Social insurance: health cards for children under six."""

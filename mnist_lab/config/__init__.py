"""What users set once for all of their work: the configuration file, its keys and their values."""

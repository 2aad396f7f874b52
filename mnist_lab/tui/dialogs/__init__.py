"""One screen a file: arranges widgets, forwards messages, computes nothing."""

"""The command line: the plain-text twins of the screens. The only place that imports click."""

"""The commands of the shell: the plain-text twins of the screens. The only place, with cli.py, that imports click."""

"""Runs the command line as `python -m mnist_lab`."""

from mnist_lab.cli.main import main

if __name__ == "__main__":
    main()

"""What labs and sweeps share on screen."""

"""The digits, and how they are checked."""

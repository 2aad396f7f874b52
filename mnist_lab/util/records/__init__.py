"""Frozen records whose fields are declared once with type, range and default, and checked when they are made."""

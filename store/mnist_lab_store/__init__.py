"""Keeps every run: runs in, runs out, crash-safe, shared by several processes."""

"""What the app does when a user asks for it."""

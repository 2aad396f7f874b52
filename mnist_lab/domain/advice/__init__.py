"""What a verdict means and what would change it, in words."""

"""The digits, and what is known of them."""

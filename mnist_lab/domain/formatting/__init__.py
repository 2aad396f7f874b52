"""Numbers, units and text as users read them."""

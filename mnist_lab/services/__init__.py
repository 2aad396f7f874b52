"""What runs behind every interface: the session, its queue, its threads."""

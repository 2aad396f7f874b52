"""What the screens show: the state of the app, and the messages that change it."""

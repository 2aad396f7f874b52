"""What tests share: fakes, examples, and ways to drive the app and the shell."""

"""What the app knows of the terminal: its colours, its late answers, and what it shows already."""

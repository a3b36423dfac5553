"""What holds on every day of every run."""

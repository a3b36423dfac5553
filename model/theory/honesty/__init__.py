"""When honest work pays, and what security costs."""

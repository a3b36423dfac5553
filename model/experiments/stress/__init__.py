"""What breaks the economy, and where the border is: one question a module."""

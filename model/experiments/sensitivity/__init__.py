"""What matters most for the conclusions: inputs, conclusions, and indices of sensitivity."""

"""What usage, burning and other payouts do to the price."""

"""Claims: what is true of the model, why, and what each assumption is needed for."""

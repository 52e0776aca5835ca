"""Room assistant."""

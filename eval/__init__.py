"""Room eval: many questions become scores."""

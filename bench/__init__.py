"""Room bench: the side-by-side measures behind `make bench`."""

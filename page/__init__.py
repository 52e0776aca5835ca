"""The page: what people see in a browser, and the plain HTTP endpoints beside it."""

"""What keeps the book: build, execution, publication and dependencies."""

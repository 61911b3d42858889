"""What keeps the book: build, execution, publication, dependencies, and the intake of new digests."""

"""What the book costs: each module measures one thing and is not a test, since a machine's speed is no fault."""

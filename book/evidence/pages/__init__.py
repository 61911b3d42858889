"""The pages there are: their order, their notebooks, and the templates of the HTML in them."""

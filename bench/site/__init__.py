"""A site with Django's admin over the product's tables, to be compared with. The product has no admin."""

"""The sandbox in a browser: SimCord's page, made this product's."""

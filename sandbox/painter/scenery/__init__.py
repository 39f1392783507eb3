"""What a picture is made of, except its figures: light, sky, land, water, weather."""

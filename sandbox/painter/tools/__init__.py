"""What everything is painted with: chance, colours, light, shapes."""

"""Safe decoding of pictures: in a separate process, within one memory budget."""

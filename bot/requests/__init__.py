"""What a member requests: prompt, settings and references, within limits; the models, and the body that each gets."""

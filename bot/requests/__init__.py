"""What a member requests: prompt, settings and references, within limits."""

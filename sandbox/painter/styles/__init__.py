"""Ways to paint a scene; each module is one."""

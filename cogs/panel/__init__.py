"""The panel of ``/server settings``: its pages, its forms, and how each rule changes."""

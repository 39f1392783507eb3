"""The panel of ``/server settings``: its pages, its forms, and what a change of each rule is."""

"""HTTP: the layers that every answer passes."""

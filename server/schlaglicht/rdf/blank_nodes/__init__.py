"""Blank nodes: their canonical labels, their forms in writing, and the same ones in two graphs."""

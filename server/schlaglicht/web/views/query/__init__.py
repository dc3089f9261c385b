"""Views of queries: the page for them, answers, questions, the builder."""

"""Views for programs: descriptions of routes, other forms of pages, crawlers, language models."""

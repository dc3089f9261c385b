"""Views of many things: classes, lists, facets, search, the timeline, graphs."""

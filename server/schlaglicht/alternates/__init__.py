"""Things in the formats of other programs: calendars, cards, maps, feeds, spreadsheets."""

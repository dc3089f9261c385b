"""Things in the formats that other programs read: calendars, cards, maps, feeds, spreadsheets."""

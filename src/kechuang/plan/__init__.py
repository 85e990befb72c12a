"""Plans: `reading` turns a document into data, `book` keeps the confirmed plan in versions."""

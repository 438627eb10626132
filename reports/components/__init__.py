"""Parts of pages: cards, tables, badges, figures."""

"""The dashboards, made from the warehouse: queries, sentences, charts, pages."""

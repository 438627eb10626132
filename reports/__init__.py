"""From the warehouse to the dashboards: views, sentences, charts, pages."""

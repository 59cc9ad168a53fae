"""Everything a model's page, the list of models and a comparison show."""

"""Work weeks, days off and rotas."""

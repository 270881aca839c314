"""Named rotas: column generation for the bound, search for the plan."""

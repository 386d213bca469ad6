"""PostgreSQL for web processes: Django's backend on a pool that notices when the server is away."""

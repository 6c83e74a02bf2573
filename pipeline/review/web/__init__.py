"""The review application: accounts, pages, what a browser asks for. The rest of review knows no browser."""

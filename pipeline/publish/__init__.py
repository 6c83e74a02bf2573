"""What is put before people: contents, and from them the dataset, the site and the brief."""

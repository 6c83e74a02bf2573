"""Running pledgewatch as a service: everything up with one command, and how it does at a glance."""

"""How work is carried out: a cache by content, a pool of processes, and the record of what took how long."""

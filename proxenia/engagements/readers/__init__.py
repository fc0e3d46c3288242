"""Mail and calendar files from outside: read in a process of their own, believed in nothing."""

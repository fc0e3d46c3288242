"""External statistics: tables, the expressions over them, and where they come from."""

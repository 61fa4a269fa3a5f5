"""What happens in Herobreak: the rules, the tables, the actions and the queries."""

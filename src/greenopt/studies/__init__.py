"""Studies: a case changed a little and solved again, to tell what the change is worth."""

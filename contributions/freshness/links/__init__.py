"""Do the addresses that reports cite still answer? Asked politely, remembered, shown to readers and editors."""

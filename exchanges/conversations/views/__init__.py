"""Pages of conversations: beginning one, reading and answering, and the moderators' part."""

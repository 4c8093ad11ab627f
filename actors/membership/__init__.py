"""Who belongs to which actor: requests, proofs, invitations."""

"""Answers that come back by mail, whoever the mail provider is. See docs/inbound-mail.md."""

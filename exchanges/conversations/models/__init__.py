"""People who write to each other, what they write, and what moderators are shown of it."""

from exchanges.conversations.models.conversations import Attachment, Conversation, Message, Participant, Route
from exchanges.conversations.models.people import Accepts, Block, Correspondent, Rhythm
from exchanges.conversations.models.records import ReceivedMail, Signal

__all__ = [
    "Accepts",
    "Attachment",
    "Block",
    "Conversation",
    "Correspondent",
    "Message",
    "Participant",
    "ReceivedMail",
    "Rhythm",
    "Route",
    "Signal",
]

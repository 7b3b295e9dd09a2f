"""The port to the SMS gateway and its HTTP adapter (`docs/stage.md`, Partners)."""

from typing import Protocol

from pydantic import BaseModel, Field, ValidationError

from backoffice.partners import PartnerClient


class SmsGateway(Protocol):
    """Asked over the network: may raise PartnerDown or PartnerRefused."""

    def send(self, phone: str, text: str, idempotency_key: str) -> str:
        """Send one message and return the partner's id of it; the same key is sent once."""
        ...


class _Message(BaseModel):
    message_id: str = Field(max_length=80)


class HttpSms:
    """The SMS gateway over HTTP."""

    def __init__(self, client: PartnerClient) -> None:
        self._client = client

    def send(self, phone: str, text: str, idempotency_key: str) -> str:
        """Send one message and return the partner's id of it; the same key is sent once."""
        answer = self._client.post("/v1/messages", {"phone": phone, "text": text}, idempotency_key)
        try:
            return _Message.model_validate(answer).message_id
        except ValidationError:
            raise self._client.refuse() from None

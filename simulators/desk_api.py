"""The control API of the office's desk: where it is, and the codes of who works there."""

from typing import Any

from fastapi import FastAPI
from pydantic import Field

from simulators.desk_link import DeskLink, OfficeMember
from simulators.partners.gate import Body


class MemberBody(Body):
    """One invented member of staff."""

    username: str
    display_name: str
    second_factor: str = Field(pattern=r"^[A-Z2-7]{16,64}$", repr=False)


class LinksBody(Body):
    """Where the desk is, and who works there."""

    desk: str | None
    staff: list[MemberBody] = Field(default_factory=list)


def add_desk(app: FastAPI, link: DeskLink) -> None:
    """Add the calls."""

    @app.post("/api/links")
    def links(body: LinksBody) -> dict[str, Any]:
        link.tell(body.desk, [OfficeMember(one.username, one.display_name, one.second_factor) for one in body.staff])
        return {"ok": True}

    @app.get("/api/desk/codes")
    def codes() -> dict[str, Any]:
        return link.codes()

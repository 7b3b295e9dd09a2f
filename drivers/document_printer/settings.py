"""How a document printer is reached, and how long it may take."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class DocumentPrinterSettings(BaseModel):
    """The table `devices.document_printer` of the configuration. All limits in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["ipp", "cups"] = "ipp"  # cups: only for a printer that takes no PDF
    uri: str  # ipp://host[:port]/path: the printer (behind ipp-usb: ipp://localhost:60000/ipp/print), or the queue of CUPS
    device: str | None = None  # adapter cups: the printer behind the queue, when it speaks IPP; else nobody counts sheets
    media: str = "iso_a4_210x297mm"
    poll_s: float = Field(default=0.5, gt=0)
    answer_limit_s: float = Field(default=5.0, gt=0)  # one question
    submit_limit_s: float = Field(default=20.0, gt=0)  # the document, until the printer says that it has it
    stand_limit_s: float = Field(default=25.0, gt=0)  # standing still for want of paper or a hand
    lost_limit_s: float = Field(default=15.0, gt=0)  # without an answer while a job is there
    job_limit_s: float = Field(default=180.0, gt=0)  # one document
    cancel_limit_s: float = Field(default=20.0, gt=0)  # from the cancel to its end

    @field_validator("uri", "device")
    @classmethod
    def _is_ipp(cls, uri: str | None) -> str | None:
        if uri is not None and not uri.startswith("ipp://"):
            raise ValueError("must be ipp://host[:port]/path")
        return uri

    @model_validator(mode="after")
    def _device_stands_behind_a_queue(self) -> Self:
        if self.device is not None and self.adapter != "cups":
            raise ValueError("only a queue has a device behind it")
        return self

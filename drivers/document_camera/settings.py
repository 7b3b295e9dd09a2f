"""The table `devices.document_camera` of the configuration: where the camera is, and from when on a picture is good."""

from pydantic import BaseModel, ConfigDict, Field


class DocumentCameraSettings(BaseModel):
    """Its repr hides `source`: an address may hold a password."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    source: int | str = Field(repr=False)  # video device (number or /dev name), film, pattern (%03d), address
    width: int = Field(default=1600, ge=640, le=3840)  # what the device is asked for; larger pictures are reduced to it
    height: int = Field(default=1200, ge=480, le=2880)
    fps: float = Field(default=10, ge=1, le=60)
    open_limit_s: float = Field(default=5.0, gt=0, le=60)  # from opening to the first picture of a stream
    silent_after_s: float = Field(default=5.0, ge=0.2, le=60)
    answer_limit_s: float = Field(default=12.0, gt=0, le=60)  # then the process behind it is ended
    held_s: float = Field(default=1.0, ge=0.2, le=10)  # how long a good picture has to be held still
    sheet_from: float = Field(default=0.006, gt=0, lt=1)  # share of the frame below which nothing lies there
    small_below: float = Field(default=0.05, gt=0, lt=1)  # share of the frame below which a sheet is too small to read
    dark_below: float = Field(default=70.0, ge=0, le=255)  # mean grey level of the sheet
    glare_above: float = Field(default=0.03, gt=0, lt=1)  # share of the sheet that is burnt out
    sharp_from: float = Field(default=60.0, ge=0)  # variance of the Laplacian, the sheet brought to 1000 px of length
    still_below: float = Field(default=2.5, gt=0)  # mean difference of two small grey pictures
    longest_px: int = Field(default=1800, ge=600, le=4000)  # of the picture that is handed over
    heaviest_bytes: int = Field(default=400_000, ge=50_000, le=2_000_000)

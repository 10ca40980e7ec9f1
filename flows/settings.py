"""The settings of a run, from the environment (DUBAN_*), checked by pydantic-settings.

Belongs here: every knob that is not an option of one command. Does not belong here: the places inside the home
(warehouse.home), what a document is (sources.yml).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.faults import WrongUse

#: The folder that holds sources.yml, samples/ and dbt_project/: the checkout.
PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting has a default that works on a fresh machine; the environment overrides it by DUBAN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", frozen=True, extra="ignore")

    home: Path = Field(default=Path("var"), description="everything that a run makes")
    sources: Path = Field(default=PROJECT / "sources.yml", description="the catalogue of documents")
    dbt_project: Path = Field(default=PROJECT / "dbt_project", description="the dbt project")
    wait: float = Field(default=60, ge=0, description="seconds to wait for another run to end")
    workers: int | None = Field(
        default=None, ge=1, le=256, description="processes that read documents; default: one a core"
    )
    grow: bool = Field(
        default=True, description="model only the jurisdictions that changed; false: model all of them every time"
    )
    batch: int = Field(default=16, ge=1, le=1000, description="documents read by one process at a time")
    task_runner: str = Field(
        default="processes",
        pattern=r"^(processes|dask|dask://[\w.\-]+:\d{1,5})$",
        description="who reads many documents: processes, dask (a cluster of this machine) or dask://host:port",
    )
    watch_list: Path = Field(default=PROJECT / "watch.yml", description="the list pages that duban poll looks at")
    poll_pause: float = Field(default=2, ge=0, description="least seconds between two requests to one host")
    poll_private: str = Field(
        default="", description="hosts of a private network that may be polled all the same: host, host:port"
    )
    inbox_settle: float = Field(default=5, gt=0, description="seconds that a file of the inbox must not change")
    inbox_every: float = Field(default=5, gt=0, description="seconds between two looks into a watched inbox")
    fetch_connect_timeout: float = Field(default=10, gt=0, description="seconds to connect")
    fetch_read_timeout: float = Field(default=30, gt=0, description="seconds to wait for the next bytes")
    fetch_total_timeout: float = Field(default=120, gt=0, description="seconds for one document, retries not counted")
    fetch_attempts: int = Field(default=4, ge=1, le=20, description="tries for a passing fault")
    fetch_max_bytes: int = Field(default=64 * 1024 * 1024, ge=1, description="largest document in bytes")
    fetch_wait: float = Field(default=0.5, ge=0, description="seconds before the first retry; doubles with each")

    publish_url: SecretStr | None = Field(
        default=None, description="a PostgreSQL database that releases are sent to: postgresql+psycopg://…"
    )
    publish_reader: str = Field(
        default="duban_reader", min_length=1, max_length=63, description="the role that may read them there"
    )
    publish_wait: float = Field(default=60, ge=0, description="seconds to wait for its readers' open transactions")

    report_url: str | None = Field(
        default=None, description="where others see the report: https://…; told in notifications and on the server"
    )
    notify: SecretStr | None = Field(
        default=None, description="whom to tell how a run ended: addresses as Apprise knows them, separated by spaces"
    )
    notify_on: str = Field(
        default="refused published waiting failed", description="of which events, separated by spaces or commas"
    )

    @cached_property
    def absolute_home(self) -> Path:
        """The home as an absolute path: steps may change the working directory."""
        return self.home.expanduser().absolute()


def load() -> Settings:
    """The settings of this process; WrongUse names the variable that cannot be read and what it may be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DUBAN_" + str(first["loc"][0]).upper()
        raise WrongUse(f"{first['msg']} (it is {first['input']!r})", place=name, advice="mend or unset it") from error

"""Shapes of the GovStack registration building block (API 0.1.1, statistics 1.0.0), field by field as published."""

# ruff: noqa: N815 - names of fields as the building block publishes them

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

Status = Literal["PENDING", "APPROVED", "SENDBACK", "REJECTED"]


class Property(Schema):
    """A code with its value."""

    code: str
    value: str


class Service(Schema):
    """A service: here a procedure."""

    id: UUID
    name: str
    version: str
    type: Literal["None", "Private", "Public"]
    isExecutable: bool
    isClosed: bool
    description: str
    serviceBody: list[Property]


class EFormItem(Schema):
    """A form in a list."""

    eFormId: str
    name: str
    description: str
    version: str
    latest: bool


class EForm(EFormItem):
    """A form with its JSON Schema."""

    form_schema: dict[str, Any] = Field(alias="schema")


class StatusModel(Schema):
    """Where an application stands."""

    code: Status
    title: str


class FormData(Schema):
    """Answers of a form."""

    data: dict[str, Any] = {}
    eFormId: str = ""


class Submit(Schema):
    """An application file as it is handed in."""

    applicationName: str = ""
    applicantId: str
    created: datetime | None = None
    formData: FormData = FormData()
    documentUrls: list[str] = []


class ApplicationData(Schema):
    """The part of an application file that its owner gave."""

    applicationName: str
    applicantId: str
    created: datetime
    documentUrls: list[str]


class Application(Schema):
    """An application file: here a dossier."""

    fileId: str
    registered: datetime
    serviceId: UUID
    serviceName: str
    status: StatusModel
    ended: bool
    applicationData: ApplicationData
    applicantId: str


class ApplicationItem(Schema):
    """An application file in a list."""

    fileId: str
    mainTaskId: str
    taskTitle: str
    roleId: str
    roleName: str
    assigneeId: str
    status: StatusModel
    applicantId: str
    created: datetime
    registered: datetime
    description: str
    serviceName: str
    serviceId: UUID
    eformId: str


class Task(Schema):
    """A task: the step in which a dossier is."""

    taskId: str
    mainTaskId: str
    name: str
    assigneeId: str
    roleId: str
    created: datetime
    description: str
    serviceId: UUID
    serviceName: str
    fileId: str
    eFormId: str
    status: StatusModel


class TaskData(Schema):
    """A task with what may be done: `data.actions` lists verbs by name."""

    taskId: str
    taskName: str
    assigneeId: str
    roleId: str
    created: datetime
    description: str
    fileId: str
    serviceId: UUID
    serviceName: str
    eFormId: str
    formVariables: dict[str, dict[str, Any]]
    status: StatusModel
    data: dict[str, dict[str, Any]]


class Additional(Schema):
    """What completes a task: `data.action` with `verb` and, as the verb needs, `reason`, `decision`, `note`, `items`."""

    data: dict[str, dict[str, Any]] = {}


class Completed(Schema):
    """A task that was completed."""

    taskId: str
    fileId: str
    serviceId: UUID
    status: StatusModel
    variables: dict[str, Additional]


class Uploaded(Schema):
    """A stored document; its `url` goes into `documentUrls`."""

    code: int
    type: str
    message: str
    url: str


class References(Schema):
    """What was asked."""

    startDate: date
    endDate: date
    registrationName: str
    operator: str
    role: str
    timeframeDay: bool
    timeframeWeek: bool
    timeframeMonth: bool
    timeframeYear: bool


class Statistics(Schema):
    """Applications of a period."""

    processed: int
    approved: int
    sentBack: int
    rejected: int
    references: References

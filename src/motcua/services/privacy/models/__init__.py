"""Tables of the room."""

from motcua.services.privacy.models.breaches import Breach, BreachEvent, BreachFile, BreachTold
from motcua.services.privacy.models.impacts import Impact, ImpactEvent, ImpactFile, ImpactVersion
from motcua.services.privacy.models.officers import Dpo
from motcua.services.privacy.models.requests import Restriction, Run, RunStep, Task

__all__ = [
    "Breach", "BreachEvent", "BreachFile", "BreachTold", "Dpo", "Impact", "ImpactEvent", "ImpactFile", "ImpactVersion", "Restriction",
    "Run", "RunStep", "Task",
]  # fmt: skip

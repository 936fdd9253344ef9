"""Tables of the room."""

from motcua.services.privacy.models.breaches import Breach, BreachEvent, BreachFile, BreachTold
from motcua.services.privacy.models.officers import Dpo

__all__ = ["Breach", "BreachEvent", "BreachFile", "BreachTold", "Dpo"]

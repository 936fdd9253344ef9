"""The web edge: audiences, error mapping, security headers, file answers."""

from motcua.kit.web.asking import actor_of, language_of, row_number
from motcua.kit.web.audiences import Audience, audience, declared_audience
from motcua.kit.web.files import file_response

__all__ = ["Audience", "actor_of", "audience", "declared_audience", "file_response", "language_of", "row_number"]

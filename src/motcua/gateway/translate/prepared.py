"""From a declaration to the translator that works by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.gateway.translate.declarations import declare
from motcua.gateway.translate.exchanges import MappingTranslator
from motcua.gateway.translate.filing import FileTranslator
from motcua.gateway.translate.settings import MappingSettings, SoapSettings
from motcua.gateway.translate.soap import SoapTranslator

Translator = SoapTranslator | MappingTranslator | FileTranslator


def prepare(kind: str, settings: Mapping[str, Any]) -> Translator:
    """The translator of a declaration; WrongDeclaration names the place that cannot hold."""
    typed = declare(kind, settings)
    if isinstance(typed, SoapSettings):
        return SoapTranslator(typed)
    return MappingTranslator(typed) if isinstance(typed, MappingSettings) else FileTranslator(typed)

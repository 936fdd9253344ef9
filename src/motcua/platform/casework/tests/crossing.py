"""A procedure that crosses units: taken in by the commune, appraised and signed by a department, two others asked in parallel."""

from copy import deepcopy

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import ProcedureVersion

DEPARTMENT, LAND, MONEY = "SXD", "SNNMT", "STC"


def document(**change):
    """The process of the repair permit with the work done by a department; ``change`` replaces keys of the document."""
    made = deepcopy(ProcedureVersion.objects.get(procedure__code=t.REPAIR, effective_to=None).document)
    made |= {"procedure": t.GENERIC, "fees": [], "papers": [], "form": "", "open_online": True, "level": "commune", "receiving": ["communes"]}
    for step in made["steps"]:
        if step["key"] in ("appraisal", "signing"):
            step["unit"] = f"agency:{DEPARTMENT}"
        if step["key"] == "appraisal":
            step["clock"] = {"amount": 4, "unit": "working_days"}
            step["opinions"] = [opinion("land", LAND), opinion("money", MONEY)]
            for action in step["actions"]:
                if action["verb"] == "propose_result":
                    action |= {"guard": "opinions.open = 0", "guard_vi": "Chưa đủ ý kiến.", "guard_en": "Opinions are missing."}
    return made | change


def opinion(key, unit):
    return {
        "key": key, "unit": f"agency:{unit}", "role": "appraiser", "vi": f"Ý kiến {key}", "en": f"Opinion {key}",
        "clock": {"amount": 2, "unit": "working_days"},
    }


def publish(**change):
    """The procedure in force from today."""
    return api.publish_definition(document=document(**change), now=t.NOW)


def officers():
    """An appraiser and a leader in the department, an appraiser in each unit that is asked."""
    units, roles = (DEPARTMENT, LAND, MONEY), (Role.APPRAISER, Role.LEADER)
    return {f"{unit}.{role.value}": make_officer(role, unit_code=unit) for unit in units for role in roles}


def at_department(town, **more):
    """A dossier that the department has and two others are asked about."""
    ref = t.submit(town.citizen, code=t.GENERIC, **more)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    return ref

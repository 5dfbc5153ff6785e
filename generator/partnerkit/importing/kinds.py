"""The table of kinds that can be drafted."""

from __future__ import annotations

from collections.abc import Mapping

from partnerkit.importing.agreements import fill_agreement
from partnerkit.importing.charters import fill_charter
from partnerkit.importing.drafting import Drafter
from partnerkit.importing.policies import fill_policy

DRAFTERS: Mapping[str, Drafter] = {
    "policy": Drafter({}, fill_policy),
    "agreement": Drafter({}, fill_agreement),
    "charter": Drafter({"type": "committee"}, fill_charter),
}
"""How each kind is drafted."""

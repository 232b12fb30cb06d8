"""Ready lines of business to begin with, in the order they are offered."""

from collections.abc import Mapping

from akrab.modules.start.trades.agency import AGENCY
from akrab.modules.start.trades.equipment import EQUIPMENT
from akrab.modules.start.trades.estate import ESTATE
from akrab.modules.start.trades.plain import PLAIN
from akrab.modules.start.trades.retail import RETAIL
from akrab.modules.start.trades.school import SCHOOL
from akrab.modules.start.trades.shape import Trade
from akrab.modules.start.trades.windows import WINDOWS

TRADES: Mapping[str, Trade] = {one.key: one for one in (WINDOWS, SCHOOL, EQUIPMENT, ESTATE, RETAIL, AGENCY)}
# Those, and a beginning for whoever finds theirs not among them.
OFFERED: Mapping[str, Trade] = {**TRADES, PLAIN.key: PLAIN}

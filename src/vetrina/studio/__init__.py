"""Picture jobs: one kind, its inputs and parameters, an engine, and an honest end.

The rendering child and its protocol stand in `slots` and `child`; engines are loaded only there.
"""

from vetrina.studio.errors import ChildDied, EngineRefused, EngineSlow, KindUnknown
from vetrina.studio.kinds import Engine, EngineRegistry, Kind, Outcome, Task
from vetrina.studio.service import cancel, find_jobs, forget, start
from vetrina.studio.slots import Slots, count_slots, open_slots
from vetrina.studio.views import JobView, Order, State, Trouble
from vetrina.studio.work import PICTURES, RENDER, wire

__all__ = [
    "PICTURES",
    "RENDER",
    "ChildDied",
    "Engine",
    "EngineRefused",
    "EngineRegistry",
    "EngineSlow",
    "JobView",
    "Kind",
    "KindUnknown",
    "Order",
    "Outcome",
    "Slots",
    "State",
    "Task",
    "Trouble",
    "cancel",
    "count_slots",
    "find_jobs",
    "forget",
    "open_slots",
    "start",
    "wire",
]

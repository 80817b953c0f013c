"""The steps of a night, in the order of execution: what ends when its work is done comes first, so
that the time that it leaves is fuzzed with.
"""

from .step_bench import Bench
from .step_build import Build
from .step_coverage import Coverage
from .step_explain import Explain
from .step_grow import Grow
from .step_memcheck import Memcheck
from .step_mutants import Mutants
from .step_ovs import Ovs
from .step_programs import Programs
from .step_replay import Replay
from .step_stall import Stall
from .step_stress import Stress
from .step_zoo import Zoo

STEPS = (Build(), Replay(), Zoo(), Mutants(), Ovs(), Programs(), Stall(), Bench(), Stress(), Grow(), Coverage(),
         Memcheck(), Explain())

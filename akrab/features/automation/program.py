"""Steps as a list of instructions with jumps, so that where a run stands is one number that survives a restart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from akrab.features.automation.definition import Ask, Branch, Each, Stop


@dataclass(frozen=True)
class Instruction:
    """One thing to do. `test` and `next` go to `target` when the answer is no, or no item is left; `go` always."""

    kind: Literal["do", "test", "begin", "next", "go"]
    step: Any = None
    target: int = 0


def program_of(steps: Sequence[Any]) -> list[Instruction]:
    """The program of these steps; a run that stands at its length has ended."""
    program: list[Instruction] = []
    _add(steps, program)
    end = len(program)
    return [
        replace(one, kind="go", target=end) if one.kind == "do" and isinstance(one.step, Stop) else one
        for one in program
    ]


def _add(steps: Sequence[Any], program: list[Instruction]) -> None:
    for step in steps:
        if isinstance(step, Branch):
            _add_branch(step, program)
        elif isinstance(step, Ask):
            program.append(Instruction("do", step))
            _add_branch(step, program)
        elif isinstance(step, Each):
            _add_loop(step, program)
        else:
            program.append(Instruction("do", step))


def _add_branch(step: Branch | Ask, program: list[Instruction]) -> None:
    test = len(program)
    program.append(Instruction("test", step))
    _add(step.then, program)
    over = len(program)
    program.append(Instruction("go", step))
    program[test] = replace(program[test], target=len(program))
    _add(step.otherwise, program)
    program[over] = replace(program[over], target=len(program))


def _add_loop(step: Each, program: list[Instruction]) -> None:
    program.append(Instruction("begin", step))
    turn = len(program)
    program.append(Instruction("next", step))
    _add(step.steps, program)
    program.append(Instruction("go", step, turn))
    program[turn] = replace(program[turn], target=len(program))

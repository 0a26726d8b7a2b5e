"""Messages carried between sides in one process. Setting the sides apart on hosts replaces this file and no other."""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from openets.federation.side import Side
from openets.kernel.refusals import Fault, OpenEtsError


class Transport:
    """Carries messages in the order in which they were sent.

    `refused` keeps what a side would not read or could not do, and why: one message stops no side from handling others.
    """

    def __init__(self, sides: Mapping[str, Side]) -> None:
        self.sides = sides
        self.waiting: deque[str] = deque()
        self.refused: list[tuple[str, str]] = []

    def post(self, messages: Iterable[str]) -> None:
        """Take messages over; they are delivered when they are carried."""
        self.waiting.extend(messages)

    def carry(self) -> int:
        """Deliver everything, and what is said in answer, until nothing is left; how many messages that were."""
        carried = 0
        while self.waiting:
            self.deliver(self.waiting.popleft())
            carried += 1
        return carried

    def deliver(self, message: str) -> None:
        """Bring one message to its side, and take up the answers."""
        side = self.sides.get(addressee(message))
        if side is None:
            self.refused.append((message, "M-1004: nobody can tell for whom this is"))
            return
        try:
            self.post(side.receive(message))
        except OpenEtsError as error:
            self.refused.append((message, str(error)))

    def settle(self, rounds: int = 20) -> None:
        """Let everybody say again what was not acknowledged, until nobody waits for anybody."""
        for _ in range(rounds):
            for side in self.sides.values():
                self.post(side.due())
            if not self.waiting:
                return
            self.carry()
        raise Fault(f"the sides do not come to an end in {rounds} rounds: one of them waits for what nobody says")


def addressee(message: str) -> str:
    """The side that a message is for, as far as anybody can tell without its key; ``""`` where nobody can."""
    try:
        content: Any = json.loads(message)
        to = content["to"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return to if type(to) is str else ""

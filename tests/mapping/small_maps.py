"""Small maps of their own, and the message that they are tried on."""

from __future__ import annotations

from collections.abc import Callable

from gateway.model import Mapped

Say = Callable[..., Mapped]
MSH = "MSH|^~\\&|A|NORD|||20261121101500||{}|77|P|2.5.1\n"
PID = """
  - map: PID -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: pid-1, src: PID-1, ignore: position}
      - {id: pid-3, src: "PID-3[]", to: "identifier[]", as: CX}
      - {id: pid-5, src: "PID-5[]", to: "name[]", as: XPN}
      - {id: pid-7, src: PID-7, to: birthDate, as: TS}
      - {id: pid-13, src: "PID-13[]", to: "telecom[]", as: XTN}
"""


PV1 = """
  - map: PV1 -> Encounter
    id: {key: [[PV1-19]]}
    rows:
      - {id: subject, ref: PID, to: subject}
      - {id: pv1-44, src: PV1-44, to: period.start, as: TS}
      - {id: pv1-45, src: PV1-45, to: period.end, as: TS}
"""

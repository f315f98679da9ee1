"""What is wrong with messages in KMEHR, in German, and how to mend it.

https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KMEHR: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kmehr-encrypted": (
            (
                "Die Mappen dieser Nachricht sind verschlüsselt ({0}); das Gateway hat keinen "
                "Schlüssel dafür."
            ),
            (
                "Entschlüsseln Sie die Nachricht dort, wo der Schlüssel ist, und senden Sie die"
                " Mappen offen über TLS."
            ),
        ),
        "kmehr-encrypted.base64": (
            (
                "Die Mappen dieser Nachricht sind verschlüsselt und in Base64 verpackt ({0}); "
                "das Gateway hat keinen Schlüssel dafür."
            ),
            (
                "Entschlüsseln Sie die Nachricht dort, wo der Schlüssel ist, und senden Sie die"
                " Mappen offen über TLS."
            ),
        ),
        "kmehr-lacks": (
            "Der Nachricht fehlt {0}, das KMEHR verlangt.",
            "Ergänzen Sie es, wie es die Schemata des Standards sagen.",
        ),
        "kmehr-root": (
            "Die Wurzel dieses Dokuments ist nicht `kmehrmessage` des Namensraums {0}.",
            (
                "Senden Sie KMEHR 1.x nach den Schemata des Standards, oder nennen Sie ein "
                "anderes Format."
            ),
        ),
        "kmehr-schema": (
            "Das Element `{0}` entspricht nicht dem XML-Schema von KMEHR ({1}).",
            "Vergleichen Sie das Element mit dem Schema; die Zeile ist angegeben.",
        ),
        "value-invalid-date.kmehr": (
            (
                "Das ist kein Datum: erwartet wird JJJJ-MM-TT, oder JJJJ oder JJJJ-MM in "
                "ihren eigenen Elementen."
            ),
            "Senden Sie einen Tag, den es gibt; lassen Sie Unbekanntes weg.",
        ),
        "value-invalid-datetime.kmehr": (
            (
                "Datum und Uhrzeit ergeben keinen Zeitpunkt: erwartet werden JJJJ-MM-TT und "
                "hh:mm:ss, mit oder ohne Abstand zu UTC."
            ),
            (
                "Senden Sie einen Zeitpunkt, den es gibt; lassen Sie die Uhrzeit weg, wo sie "
                "unbekannt ist."
            ),
        ),
    }
)

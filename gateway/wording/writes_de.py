"""The rules of writing over REST, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WRITES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.bundle": (
            "Ein Bundle, das hierher gesandt wird, ist vom Typ transaction oder batch.",
            (
                "Soll ein anderes Bundle aufbewahrt werden, wie es ist, senden Sie es an "
                "/fhir/Bundle."
            ),
        ),
        "http-400.bundle-element": (
            "Das Bundle hat ein Element, das R4 dort nicht hat; es gibt: {0}.",
            "Achten Sie auf die Schreibweise: Was falsch geschrieben ist, zählte nicht.",
        ),
        "http-400.criteria-other": (
            "Die Kriterien fragen nach einem anderen Typ als {0}.",
            "Senden Sie nur, was hinter dem Fragezeichen steht: identifier=System|Wert.",
        ),
        "http-400.date": (
            "{0} ist ein Zeitpunkt oder ein Datum.",
            "Schreiben Sie es so: 2026-11-28T10:15:00Z.",
        ),
        "http-400.deleted-found": (
            "Dieser Eintrag findet eine Ressource, die ein anderer Eintrag löscht.",
            "Lassen Sie die Löschung weg oder die Bedingung; oder senden Sie zwei Bundles.",
        ),
        "http-400.entry": (
            (
                "Ein Eintrag braucht request.method und request.url einer Interaktion, die in "
                "einem Bundle stehen darf."
            ),
            (
                "Methoden sind GET, HEAD, POST, PUT, PATCH und DELETE; die url ist relativ: "
                "Typ, Typ/id oder Typ?Kriterien."
            ),
        ),
        "http-400.entry-element": (
            "Der Eintrag oder sein request hat ein Element, das R4 dort nicht hat; es gibt: {0}.",
            (
                "Achten Sie auf die Schreibweise, und setzen Sie Bedingungen in request: Was "
                "falsch geschrieben ist, zählte nicht."
            ),
        ),
        "http-400.entry-patch": (
            (
                "Ein Eintrag, der patcht, braucht Parameters eines FHIRPath Patch oder ein "
                "Binary mit einem JSON Patch."
            ),
            "Legen Sie den JSON Patch in Base64 in Binary.data.",
        ),
        "http-400.entry-resource": (
            (
                "Ein Eintrag, der anlegt oder ändert, braucht eine Ressource des Typs, den "
                "seine url nennt."
            ),
            "Legen Sie die Ressource in den Eintrag, oder berichtigen Sie request.url.",
        ),
        "http-400.etag": (
            'If-Match und If-None-Match nehmen den ETag einer Version, oder *: W/"3".',
            "Senden Sie den ETag der Version, die Sie gelesen haben.",
        ),
        "http-400.full-url": (
            "Zwei Einträge haben dieselbe fullUrl.",
            "Geben Sie jedem eine eigene: urn:uuid: und eine neue UUID.",
        ),
        "http-400.id-form": (
            (
                "Eine id besteht aus 1 bis 64 Buchstaben (A bis Z), Ziffern, Bindestrichen "
                "und Punkten."
            ),
            (
                "Nehmen Sie eine solche id in Adresse und Ressource, oder lassen Sie eine "
                "vergeben: POST."
            ),
        ),
        "http-400.id-missing": (
            "Die Ressource muss die id tragen, die die Adresse nennt.",
            "Setzen Sie die id der Adresse in die Ressource.",
        ),
        "http-400.id-other": (
            "Die Ressource hat eine andere id, als Adresse oder Suche nennen.",
            "Senden Sie die id der gemeinten Ressource, oder bei einer Suche keine.",
        ),
        "http-400.key": (
            "Idempotency-Key hat 1 bis 128 druckbare Zeichen ohne Leerzeichen.",
            "Nehmen Sie eine UUID.",
        ),
        "http-400.no-criteria": (
            (
                "Eine bedingte Interaktion braucht mindestens einen Suchparameter, der hier "
                "verstanden wird."
            ),
            "Nennen Sie, woran sie zu finden ist: identifier=System|Wert.",
        ),
        "http-400.none-exist": (
            "If-None-Exist ist eine Bedingung des Anlegens (POST).",
            "Um zu ändern, was steht, nennen Sie seine Version: If-Match.",
        ),
        "http-400.twice": (
            "Eine Ressource wird im selben Bundle zweimal geändert.",
            "Sagen Sie in einem Eintrag, was aus ihr werden soll.",
        ),
        "http-400.type-other": (
            "Die Ressource ist von einem anderen Typ, als die Adresse nennt.",
            "Senden Sie sie an die Adresse ihres eigenen Typs.",
        ),
        "http-403.foreign": (
            "Eine andere Quelle führt diese Ressource: nur ihre Quelle ändert sie.",
            ("Bitten Sie ihre Quelle um die Berichtigung, oder senden Sie eine eigene Ressource."),
        ),
        "http-404.version": (
            "Diese Version der Ressource gibt es nicht.",
            "Ihre Geschichte nennt alle Versionen.",
        ),
        "http-409.composed": (
            (
                "Diese Ressource ist aus dem zusammengesetzt, was mehrere Quellen oder Nummern "
                "sagen: keine ändert sie allein."
            ),
            "Senden Sie eine Nachricht, die sagt, was die Ihre jetzt sagt.",
        ),
        "http-409.id-taken": (
            "Die Suche findet nichts, und eine Ressource, die sie nicht findet, hat diese Id.",
            (
                "Lassen Sie die Id weg, nehmen Sie eine andere, oder ändern Sie jene Ressource "
                "unter ihrer Adresse."
            ),
        ),
        "http-409.key": (
            "Dieser Idempotency-Key wurde für eine andere Anfrage gebraucht.",
            "Nehmen Sie für eine neue Anfrage einen neuen Schlüssel.",
        ),
        "http-410": (
            "Die Ressource wurde gelöscht.",
            "Ihre Geschichte sagt, was sie war.",
        ),
        "http-412.absent": (
            "Es gibt keine solche Ressource, und so auch keine Version von ihr.",
            "Lassen Sie If-Match weg, um sie anzulegen, oder prüfen Sie die id.",
        ),
        "http-412.reference": (
            (
                "Ein bedingter Verweis muss genau eine Ressource meinen und meint keine oder "
                "mehrere."
            ),
            "Fassen Sie seine Kriterien enger, oder legen Sie die Ressource zuerst an.",
        ),
        "http-412.several": (
            "Die Kriterien finden mehrere Ressourcen.",
            "Fassen Sie sie so eng, dass sie eine finden.",
        ),
        "http-412.stands": (
            "Die Ressource gibt es schon.",
            "Lassen Sie If-None-Match weg, um sie zu ändern.",
        ),
        "http-412.version": (
            "Die Ressource hat inzwischen eine andere Version.",
            (
                "Lesen Sie sie noch einmal, ändern Sie, was da steht, und senden Sie es mit "
                "seinem ETag."
            ),
        ),
        "http-422.batch-reference": (
            (
                "Dieser Eintrag eines batch verweist mit der fullUrl auf einen anderen oder "
                "auf sich selbst; jeder wird für sich gestellt, und der Name führt "
                "nirgendwohin."
            ),
            "Senden Sie eine transaction, oder verweisen Sie auf das, was schon da ist: Typ/id.",
        ),
        "http-422.id-reserved": (
            "Ids dieser Form werden hier vergeben, an das, wovon Nachrichten sprechen.",
            "Nehmen Sie eine eigene id, oder lassen Sie eine vergeben: POST.",
        ),
        "http-422.patch": (
            "Der Patch muss ein JSON Patch sein, oder Parameters eines FHIRPath Patch.",
            "Senden Sie application/json-patch+json, oder eine Ressource Parameters.",
        ),
        "http-422.patched-name": (
            "Ein Patch muss Typ und id der Ressource lassen, wie sie sind.",
            "Nehmen Sie aus dem Patch, was sie ändert.",
        ),
        "http-422.reference-form": (
            "Eine Referenz hat eine Form, die nirgendwohin führt.",
            "Schreiben Sie Typ/id, eine ganze Adresse, oder # und die id eines enthaltenen.",
        ),
        "http-422.too-many": (
            "Ein Bundle darf {0} Einträge haben.",
            "Senden Sie es in mehreren Teilen.",
        ),
        "reference-unresolved.alone": (
            "Ein urn:uuid: oder urn:oid: nennt einen Eintrag desselben Bundles, und hier nichts.",
            (
                "Verweisen Sie mit Typ/id auf das, was steht; oder senden Sie beide in einer "
                "Transaktion, mit ihren fullUrl."
            ),
        ),
    }
)
"""Key -> sentence and hint."""

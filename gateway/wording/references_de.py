"""The rules of references and entries of Bundles, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REFERENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "canonical-unresolved": (
            "Hier ist nichts enthalten, das diese id hat.",
            "Nehmen Sie die Definition unter dieser id auf, oder schreiben Sie ihre Adresse.",
        ),
        "contained-id-twice": (
            "Eine andere enthaltene Ressource hat dieselbe id.",
            (
                "Geben Sie jeder enthaltenen Ressource eine eigene id, und berichtigen Sie die "
                "Referenzen."
            ),
        ),
        "element-id-twice": (
            "Ein anderes Element dieser Ressource hat dieselbe id.",
            "Geben Sie jedem Element, das eine hat, eine eigene id.",
        ),
        "entry-missing": (
            "Ein Dokument oder eine Nachricht braucht einen ersten Eintrag.",
            (
                "Stellen Sie die Composition eines Dokuments oder den MessageHeader einer "
                "Nachricht in den ersten Eintrag."
            ),
        ),
        "entry-only-backwards": (
            "Die Composition führt nicht zu diesem Eintrag; nur er verweist zurück.",
            (
                "Verweisen Sie aus einem Abschnitt darauf, oder prüfen Sie, ob er in dieses "
                "Dokument gehört."
            ),
        ),
        "entry-unconcerned": (
            "Keine Referenz führt vom MessageHeader zu diesem Eintrag oder zurück.",
            (
                "Nennen Sie ihn in MessageHeader.focus oder in dem, worauf dieser verweist, "
                "oder lassen Sie ihn weg."
            ),
        ),
        "entry-unreachable": (
            "Keine Referenz führt von der Composition zu diesem Eintrag oder zurück.",
            (
                "Verweisen Sie aus einem Abschnitt oder Eintrag darauf, oder lassen Sie ihn "
                "aus dem Dokument."
            ),
        ),
        "full-url-mismatch": (
            "Die fullUrl endet nicht auf Typ und id der Ressource.",
            "Lassen Sie fullUrl auf Type/id der Ressource enden, oder verwenden Sie urn:uuid:.",
        ),
        "full-url-missing": (
            "Ein Eintrag dieses Bundle-Typs braucht eine fullUrl.",
            (
                "Schreiben Sie die Adresse der Ressource, oder urn:uuid: und eine UUID, wenn "
                "sie keine hat."
            ),
        ),
        "full-url-relative": (
            "Eine fullUrl ist absolut: sie beginnt mit http:, https: oder urn:.",
            "Schreiben Sie die ganze Adresse, mit der Basis des Servers vor Type/id.",
        ),
        "full-url-without-id": (
            "Die fullUrl ist die Adresse eines Servers, aber die Ressource hat keine id.",
            (
                "Geben Sie der Ressource die id, auf die die Adresse endet, oder verwenden Sie "
                "urn:uuid:."
            ),
        ),
        "link-not-allowed": (
            "Dieser Bundle-Typ kommt nicht in Seiten.",
            "Entfernen Sie die Links next, previous, first und last.",
        ),
        "link-twice": (
            "Es gibt einen weiteren Link mit dieser relation.",
            "Behalten Sie einen Link je relation.",
        ),
        "reference-aggregation": (
            "{0} muss auf eine Ressource verweisen, die {1} ist.",
            "contained: in dieser Ressource; bundled: im selben Bundle; referenced: anderswo.",
        ),
        "reference-ambiguous": (
            "Mehrere Einträge haben die fullUrl, auf die dies verweist.",
            (
                "Geben Sie jedem Eintrag eine eigene fullUrl, oder nennen Sie die Version in "
                "der Referenz."
            ),
        ),
        "reference-beside": (
            "Ein Eintrag hat diesen Typ und diese id, aber eine andere fullUrl als die gemeinte.",
            (
                "Schreiben Sie die Referenz so, dass sie mit der Basis der fullUrl dieses "
                "Eintrags jene fullUrl ergibt."
            ),
        ),
        "reference-conditional": (
            "Nur eine transaction darf durch eine Suche verweisen.",
            "Schreiben Sie die id der Ressource, oder verwenden Sie identifier in der Referenz.",
        ),
        "reference-elsewhere": (
            "Die urn, auf die dies verweist, ist nicht im Bundle.",
            (
                "Eine urn meint etwas im selben Bundle: fügen Sie den Eintrag hinzu, oder "
                "verweisen Sie mit einer Adresse."
            ),
        ),
        "reference-format": (
            "In einem Bundle hat eine relative Referenz die Form Type/id.",
            (
                "Schreiben Sie Type/id, vielleicht mit /_history/ und einer Version, und "
                "nichts davor."
            ),
        ),
        "reference-not-by-full-url": (
            "Kein Eintrag hat die gemeinte fullUrl; einer hat ihre id.",
            "Schreiben Sie die Referenz wie die fullUrl jenes Eintrags.",
        ),
        "reference-target-wrong": (
            "{0} muss auf {1} verweisen.",
            (
                "Verweisen Sie auf eine Ressource dieses Typs, oder nehmen Sie das dafür "
                "vorgesehene Element."
            ),
        ),
        "reference-type-wrong": (
            "Der hier genannte type ist nicht der des Ziels.",
            "Berichtigen Sie type, oder lassen Sie es weg: die Referenz selbst sagt es.",
        ),
        "reference-unresolved": (
            "Worauf dies verweist, ist nicht im Bundle.",
            "Fügen Sie den Eintrag hinzu, oder schreiben Sie die Referenz wie seine fullUrl.",
        ),
        "reference-version": (
            "{0} muss die Version dessen nennen, worauf es verweist.",
            "Fügen Sie der Referenz /_history/ und die Version hinzu.",
        ),
        "reference-version-unmatched": (
            "Kein Eintrag hat die Version, auf die dies verweist.",
            "Berichtigen Sie die Version nach /_history/, oder meta.versionId des Eintrags.",
        ),
        "reference-versioned": (
            "{0} darf keine Version dessen nennen, worauf es verweist.",
            "Entfernen Sie /_history/ und was folgt.",
        ),
        "request-url-wrong": (
            "Die Adresse der Anfrage ist nicht die der Ressource.",
            "PUT geht an Type/id der Ressource, POST an ihren Typ.",
        ),
        "request-with-body": (
            "Eine Anfrage mit dieser Methode hat keine Ressource.",
            "Lassen Sie die Ressource bei GET, HEAD und DELETE weg.",
        ),
        "request-without-body": (
            "Eine Anfrage mit dieser Methode braucht eine Ressource.",
            "Stellen Sie die Ressource in den Eintrag; PATCH nimmt Parameters oder Binary.",
        ),
        "response-status": (
            "Ein status beginnt mit den drei Ziffern von HTTP.",
            "Schreiben Sie zum Beispiel 201 Created.",
        ),
        "search-id-absent": (
            "Ein Suchergebnis sollte eine id haben.",
            "Senden Sie die id, unter der die Ressource gelesen werden kann.",
        ),
        "search-id-missing": (
            "Ein Suchergebnis braucht eine id.",
            "Senden Sie die id, unter der die Ressource gelesen werden kann.",
        ),
        "search-match-type": (
            "Dies ist nicht von dem Typ, nach dem gesucht wurde.",
            "Kennzeichnen Sie Beigefügtes mit search.mode include.",
        ),
        "search-outcome-type": (
            "Der outcome einer Suche muss ein OperationOutcome sein.",
            "Verwenden Sie search.mode outcome nur für ein OperationOutcome.",
        ),
        "search-resource-missing": (
            "Ein Eintrag eines searchset braucht eine Ressource.",
            "Stellen Sie die gefundene Ressource in den Eintrag.",
        ),
        "search-self-missing": (
            "Ein searchset sollte einen Link haben, der sagt, wonach gesucht wurde.",
            "Fügen Sie einen Link mit relation self und der Adresse der Suche hinzu.",
        ),
        "response-type-wrong": (
            "Die Frage will eine Antwort vom Typ {0}.",
            "Geben Sie die Antwort in der Form, die die Frage hat.",
        ),
        "transaction-overlap": (
            "Ein anderer Eintrag der transaction ändert dieselbe Ressource.",
            "Sagen Sie alle Änderungen in einem Eintrag, oder senden Sie zwei Transaktionen.",
        ),
        "canonical-relative": (
            "Eine kanonische Adresse sollte eine ganze Adresse sein.",
            (
                "Schreiben Sie die url der Definition, beginnend mit http:, https: oder "
                "urn:; unter keinem anderen Namen wird sie gefunden."
            ),
        ),
        "contained-id-missing": (
            "Eine enthaltene Ressource hat keine id, über die man auf sie verweisen könnte.",
            "Geben Sie ihr eine id, und verweisen Sie mit # und dieser id auf sie.",
        ),
        "url-relative": (
            "Die url einer Definition ist eine ganze Adresse.",
            "Schreiben Sie eine eigene Adresse, beginnend mit http:, https: oder urn:.",
        ),
    }
)

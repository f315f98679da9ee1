"""The rules that a FHIR resource can break, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.definitions_de import DEFINITIONS

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **DEFINITIONS,
        "attachment-size": (
            "Die angegebene Größe (size) ist nicht die der Daten.",
            (
                "Geben Sie in size die Zahl der Bytes der dekodierten Daten an, oder lassen "
                "Sie size weg."
            ),
        ),
        "binary-format": (
            "Das ist kein base64, oder es enthält fremde Zeichen.",
            (
                "Kodieren Sie die Bytes neu (RFC 4648, Abschnitt 4, mit Auffüllung) und senden "
                "Sie nichts anderes."
            ),
        ),
        "boolean-format": (
            "Hier steht true oder false, in JSON ohne Anführungszeichen.",
            'Schreiben Sie true oder false als JSON-Literal: nicht "true", nicht 1, nicht J.',
        ),
        "canonical-unresolved": (
            "Hier ist nichts enthalten, das diese id hat.",
            "Nehmen Sie die Definition unter dieser id auf, oder schreiben Sie ihre Adresse.",
        ),
        "choice-several": (
            "Von {0}[x] darf nur eine Form angegeben werden, hier sind es mehrere.",
            "Behalten Sie die aussagekräftigste Form und entfernen Sie die anderen.",
        ),
        "code-abstract": (
            "Der Code fasst in {0} nur andere zusammen; Daten sollten einen von diesen verwenden.",
            "Nehmen Sie den Code darunter, der sagt, was gemeint ist.",
        ),
        "code-format": (
            "Ein Code hat keine Leerzeichen am Rand, nie zwei hintereinander, und ist nicht leer.",
            (
                "Entfernen Sie überzählige Leerzeichen vor dem Senden; die Bezeichnung gehört "
                "in display oder text."
            ),
        ),
        "code-inactive": (
            "Der Code ist in {0} nicht mehr in Gebrauch.",
            (
                "Nehmen Sie den Code, der ihn ersetzt hat; behalten Sie den alten bei Bedarf "
                "als zweites coding."
            ),
        ),
        "code-missing": (
            "Hier ist ein Code aus dem Value Set {0} verlangt, und es gibt keinen.",
            (
                "Fügen Sie ein coding mit system und code aus diesem Value Set hinzu; Text "
                "allein genügt nicht."
            ),
        ),
        "code-not-in-fragment": (
            "Der geladene Teil von {0} hat diesen Code nicht.",
            (
                "Laden Sie das ganze Codesystem, oder prüfen Sie den Code; er konnte nicht "
                "beurteilt werden."
            ),
        ),
        "code-not-in-value-set": (
            "Der Code ist nicht im Value Set {0}, das hier verlangt ist.",
            (
                "Senden Sie einen Code dieses Value Sets samt system; `gateway explain` listet "
                "sie auf."
            ),
        ),
        "code-not-preferred": (
            "Der Code ist nicht im Value Set {0}, das hier bevorzugt wird.",
            (
                "Fügen Sie ein coding aus diesem Value Set hinzu, wenn eines dasselbe sagt; "
                "Pflicht ist es nicht."
            ),
        ),
        "code-not-recommended": (
            "Der Code ist nicht im Value Set {0}, das verwendet werden sollte.",
            (
                "Fügen Sie ein coding aus diesem Value Set hinzu, wenn eines dasselbe sagt; "
                "sonst lassen Sie es so."
            ),
        ),
        "code-system-missing": (
            "Ein Code ohne system sagt nichts, worauf andere sich verlassen können.",
            "Nennen Sie das Codesystem in system.",
        ),
        "code-system-relative": (
            "Das system eines Codes ist absolut: es beginnt mit http:, urn: oder Ähnlichem.",
            "Schreiben Sie die Canonical des Codesystems; eine OID ist urn:oid: und die Nummer.",
        ),
        "code-system-unknown": (
            (
                "Die Codes von {0} lassen sich nicht prüfen: laden Sie {1}, oder richten Sie "
                "einen Terminologieserver ein."
            ),
            "Ein Fehler ist nicht festgestellt; `gateway packages add` lädt ein Package.",
        ),
        "code-system-value-set": (
            "Das system eines Codes ist ein Codesystem, und {0} ist ein Value Set.",
            (
                "Nehmen Sie das System, das das Value Set einschließt; `gateway explain {0}` "
                "zeigt es."
            ),
        ),
        "code-unknown": (
            "Das Codesystem {0} hat keinen solchen Code.",
            (
                "Prüfen Sie den Code buchstäblich, auch Großbuchstaben, und ob system das "
                "richtige ist."
            ),
        ),
        "contained-id-twice": (
            "Eine andere enthaltene Ressource hat dieselbe id.",
            (
                "Geben Sie jeder enthaltenen Ressource eine eigene id, und berichtigen Sie die "
                "Referenzen."
            ),
        ),
        "date-format": (
            "Ein Datum ist JJJJ, JJJJ-MM oder JJJJ-MM-TT, und ein Tag, den es gibt.",
            (
                "Schreiben Sie es mit Bindestrichen und ohne Uhrzeit; lassen Sie Unbekanntes "
                "(Tag, Monat) weg."
            ),
        ),
        "datetime-format": (
            (
                "Ein Zeitpunkt ist ein Datum, oder JJJJ-MM-TTThh:mm:ss mit Zeitverschiebung, "
                "und es gibt ihn."
            ),
            "Mit einer Uhrzeit gehören auch Sekunden und Verschiebung dazu: Z oder +01:00.",
        ),
        "decimal-format": (
            "Hier steht eine Zahl, in JSON ohne Anführungszeichen.",
            'Schreiben Sie die Zahl wie in JSON, mit Punkt: 7.20, nicht "7.20" und nicht 7,20.',
        ),
        "display-other": (
            (
                "Der display-Text ist nicht der, den {0} für diesen Code in seiner einzigen "
                "Sprache hat."
            ),
            (
                "Übernehmen Sie die Bezeichnung des Codesystems, oder sagen Sie, in welcher "
                "Sprache die Ressource spricht (language)."
            ),
        ),
        "display-wrong": (
            "Der display-Text ist keiner, den {0} für diesen Code hat.",
            (
                "Prüfen Sie, ob der Code der gemeinte ist; übernehmen Sie dann seine "
                "Bezeichnung aus dem Codesystem."
            ),
        ),
        "element-id-twice": (
            "Ein anderes Element dieser Ressource hat dieselbe id.",
            "Geben Sie jedem Element, das eine hat, eine eigene id.",
        ),
        "element-required": (
            "{0} ist hier verlangt (mindestens {1}) und fehlt.",
            (
                "Ergänzen Sie {0}; ist der Wert wirklich unbekannt, nehmen manche Elemente "
                "data-absent-reason."
            ),
        ),
        "element-too-many": (
            "{0} darf höchstens {1}-mal stehen, hier steht es öfter.",
            "Behalten Sie {1} davon; 0 heißt, dass dieses Profil das Element gar nicht zulässt.",
        ),
        "element-unknown": (
            "{0} hat kein Element dieses Namens.",
            (
                "Prüfen Sie Schreibweise und FHIR-Version; wofür FHIR keinen Platz hat, gehört "
                "in eine Extension."
            ),
        ),
        "empty-value": (
            "Ein Objekt, eine Liste oder ein Text darf nicht leer sein; lassen Sie es weg.",
            (
                "Entfernen oder füllen Sie das leere Element; null steht nur in Listen neben "
                "`_`-Elementen."
            ),
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
        "extension-condition": (
            "Die Extension {0} darf nicht auf {1} stehen, so wie es hier gefüllt ist.",
            (
                "Ihre Definition stellt eine Bedingung an das, worauf sie steht: `gateway "
                "explain {0}` zeigt sie."
            ),
        ),
        "extension-context": (
            "Die Extension {0} darf nicht auf {1} stehen.",
            "Setzen Sie sie auf ein Element, das ihre Definition unter context nennt.",
        ),
        "extension-part-unknown": (
            "Die Extension {0} hat keinen Teil dieses Namens.",
            "`gateway explain {0}` nennt ihre Teile; prüfen Sie die Schreibweise.",
        ),
        "extension-version": (
            "Die url einer Erweiterung nennt keine Version.",
            "Nehmen Sie das | und was darauf folgt aus der url.",
        ),
        "extension-unknown": (
            "Die Definition dieser Extension ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "prüfen Sie ihre url."
            ),
        ),
        "extension-url": (
            "Die url einer Extension muss absolut sein.",
            "Schreiben Sie die ganze Canonical, mit http://, https:// oder urn: am Anfang.",
        ),
        "fixed-value": (
            "Der Wert muss genau der für {0} festgelegte sein.",
            (
                "`gateway explain` zum Profil zeigt den festgelegten Wert; übernehmen Sie ihn "
                "buchstäblich."
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
        "id-format": (
            "Eine id hat 1 bis 64 Buchstaben, Ziffern, Bindestriche und Punkte.",
            "Bilden Sie die id aus diesen Zeichen; Kennungen Ihres Systems gehören in identifier.",
        ),
        "instant-format": (
            "Ein instant ist JJJJ-MM-TTThh:mm:ss mit Zeitverschiebung, und es gibt ihn.",
            (
                "Schreiben Sie ihn mindestens auf die Sekunde genau, mit Z oder einer "
                "Verschiebung wie +01:00."
            ),
        ),
        "integer-format": (
            "Hier steht eine ganze Zahl von -2147483648 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Punkt und führende Nullen.",
        ),
        "invariant-unevaluated": (
            "Die Regel {0} konnte hier nicht ausgewertet werden.",
            (
                "Ein Fehler ist nicht festgestellt; prüfen Sie von Hand, was die Regel "
                "verlangt (`gateway explain {0}`)."
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
        "issues-too-many": (
            "Es gibt noch mehr: nach {0} Befunden wird nicht weiter gesucht.",
            "Beheben Sie die aufgezählten, und prüfen Sie erneut.",
        ),
        "list-expected": (
            "{0} ist eine Liste, auch wenn es nur eines gibt.",
            "Setzen Sie den Wert in eckige Klammern: [ ... ].",
        ),
        "list-unexpected": (
            "{0} ist keine Liste.",
            "Nehmen Sie die eckigen Klammern weg; bei mehreren Werten behalten Sie den gültigen.",
        ),
        "modifier-extension-unknown": (
            "Eine unbekannte Extension ändert, was ihr Element bedeutet.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "lassen Sie sie weg."
            ),
        ),
        "must-support-absent": (
            "{0} muss nach diesem Profil unterstützt werden und fehlt hier.",
            "Das ist kein Fehler; prüfen Sie, ob Ihr System {0} senden kann, wenn es das hat.",
        ),
        "narrative-content": (
            "Der Text (narrative) hat ein Element oder Attribut, das nicht erlaubt ist.",
            (
                "Verwenden Sie nur einfache XHTML-Formatierung: kein Skript, Formular, "
                "Stylesheet oder Ereignis."
            ),
        ),
        "narrative-empty": (
            "Der Text (narrative) hat weder Worte noch ein Bild.",
            "Schreiben Sie hinein, was ein Mensch lesen soll, oder lassen Sie text weg.",
        ),
        "narrative-syntax": (
            "Der Text (narrative) ist kein wohlgeformtes XHTML-div ohne Entitäten.",
            (
                'Beginnen Sie mit <div xmlns="http://www.w3.org/1999/xhtml">, schließen Sie '
                "jedes Tag, meiden Sie benannte Entitäten."
            ),
        ),
        "oid-format": (
            "Eine OID ist urn:oid: und Zahlen mit Punkten dazwischen.",
            "Schreiben Sie urn:oid:, dann die Zahlen, ohne führende Nullen: urn:oid:2.16.840.",
        ),
        "pattern-value": (
            "{0} hat nicht, was sein Muster (pattern) verlangt.",
            (
                "`gateway explain` zum Profil zeigt das Muster: jeder seiner Teile muss da "
                "sein, mehr ist erlaubt."
            ),
        ),
        "positive-integer-format": (
            "Hier steht eine ganze Zahl von 1 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Vorzeichen und führende Nullen.",
        ),
        "profile-absent": (
            "Was hier steht, muss dem Profil {0} entsprechen, das nicht vorhanden ist.",
            (
                "Laden Sie das Paket, das es enthält (`gateway packages add`); vorher kann es "
                "niemand sagen."
            ),
        ),
        "profile-failed": (
            "Der Wert erfüllt keines der für {0} erlaubten Profile: {1}.",
            "Prüfen Sie den Wert gegen das gemeinte Profil, und beheben Sie, was gemeldet wird.",
        ),
        "profile-type-wrong": (
            "Das Profil {0} ist nicht für diesen Typ.",
            "Nehmen Sie das Profil aus meta.profile, oder nennen Sie eines für diesen Typ.",
        ),
        "profile-unknown": (
            "Das Profil {0} ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das es enthält (`gateway packages add`), oder prüfen "
                "Sie den Namen; geprüft wurde es nicht."
            ),
        ),
        "profile-version-absent": (
            "Das Profil {0} ist hier in einer anderen Version, die verwendet wurde.",
            (
                "Laden Sie das Package der gemeinten Version (`gateway packages add`), oder "
                "nennen Sie keine Version."
            ),
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
        "resource-type-unknown": (
            "In FHIR R4 gibt es keinen Ressourcentyp dieses Namens.",
            (
                "Prüfen Sie Schreibweise und Großbuchstaben; Typen nur aus R4B oder R5 werden "
                "nicht angenommen."
            ),
        ),
        "resource-type-wrong": (
            "Die Ressource hier muss {0} sein.",
            "Setzen Sie eine Ressource dieses Typs ein, oder stellen Sie diese an ihren Platz.",
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
        "response-option-unknown": (
            "Diese Antwort ist keine von denen, die die Frage anbietet.",
            "Wählen Sie eine ihrer answerOption; nur open-choice nimmt freien Text.",
        ),
        "response-not-enabled": (
            "Die Antworten anderswo lassen diese Frage nicht zu.",
            "Lassen Sie es weg, oder berichtigen Sie die Antwort, auf die enableWhen sieht.",
        ),
        "response-link-unknown": (
            "Das Questionnaire hat hier kein solches Element.",
            "Nehmen Sie die linkId aus dem Questionnaire, am selben Platz.",
        ),
        "response-item-misplaced": (
            "Was zu einer Frage gehört, steht unter ihrer Antwort.",
            "Setzen Sie die inneren Elemente unter `answer`.",
        ),
        "response-answers-many": (
            "Die Frage nimmt eine Antwort, und es sind mehr.",
            "Behalten Sie eine, oder lassen Sie die Frage im Questionnaire wiederholen.",
        ),
        "response-answer-unasked": (
            "Dieses Element fragt nichts und hat doch eine Antwort.",
            "Gruppen und Anzeigen haben keine Antwort: Setzen Sie sie unter eine Frage.",
        ),
        "response-answer-missing": (
            "Eine Pflichtfrage hat keine Antwort.",
            "Beantworten Sie sie, oder lassen Sie die Antwort auf in-progress.",
        ),
        "obligation-unmarked": (
            "{0} ist kein Profil von Pflichten; seine Pflichten können nicht übernommen werden.",
            "Nennen Sie ein Profil mit obligation-profile, oder kennzeichnen Sie es so.",
        ),
        "obligation-base": (
            "{0} beruht auf {1}, dieses Profil auf einem anderen.",
            "Übernehmen Sie nur Pflichten eines Profils derselben Basis.",
        ),
        "obligation-line": (
            "Ein Profil von Pflichten sagt nur Pflichten und weitere Wertemengen.",
            "Schreiben Sie es in ein Profil, das die Ressource einschränkt.",
        ),
        "narrative-languages-several": (
            "Dieses Profil will eine Darstellung ohne Abschnitte nach Sprachen.",
            "Schreiben Sie einen Text, ohne div-Elemente, die eine Sprache tragen.",
        ),
        "narrative-languages-none": (
            "Dieses Profil will die Darstellung in Abschnitten, je einer Sprache.",
            "Setzen Sie jede Sprache in ein eigenes div, mit lang und xml:lang.",
        ),
        "narrative-language-missing": (
            "Dieses Profil will einen Abschnitt der Darstellung in {0}, und es gibt keinen.",
            "Fügen Sie ein div mit dieser Sprache in lang und xml:lang hinzu.",
        ),
        "narrative-source": (
            "Dieses Profil will wissen, woher jeder Text der Darstellung kommt.",
            "Geben Sie jedem Element mit Text die Klasse boilerplate, generated oder original.",
        ),
        "profile-line-wrong": (
            "Die Zeile {0} kann nicht stehen: {1}.",
            "Ändern Sie die Zeile so, dass sie nur einschränkt, was ihre Basis erlaubt.",
        ),
        "report-subjects-unasked": (
            "Nur ein Bericht vom Typ subject-list nennt seine Personen.",
            "Lassen Sie subjectResults weg, oder geben Sie dem Bericht den Typ subject-list.",
        ),
        "report-score-unasked": (
            "Ein Kohortenmaß hat keinen Wert.",
            "Lassen Sie measureScore weg.",
        ),
        "report-part-missing": (
            "Das Measure hat ein Element {0}, über das hier nicht berichtet wird.",
            "Berichten Sie jedes {0} des Measure unter seinem Code, notfalls mit count 0.",
        ),
        "report-count-differs": (
            "Die Anzahl ist nicht die der genannten Personen, die {0} ist.",
            "Zählen Sie die Personen, oder nennen Sie alle in der List.",
        ),
        "report-part-unknown": (
            "Das Measure hat keinen solchen Teil.",
            "Nehmen Sie den Code der Gruppe, Population oder Schicht aus dem Measure.",
        ),
        "slice-missing": (
            "{0} muss den Teil {1} mindestens {2}-mal enthalten{3}.",
            (
                "Fügen Sie einen Eintrag mit dem Merkmal von {1} hinzu; `gateway explain` zum "
                "Profil zeigt es."
            ),
        ),
        "slice-order": (
            "Die Teile von {0} stehen nicht in der verlangten Reihenfolge.",
            "Ordnen Sie die Einträge wie die Slices im Profil.",
        ),
        "slice-too-many": (
            "{0} darf den Teil {1} höchstens {2}-mal enthalten.",
            "Behalten Sie {2} davon; 0 heißt, dass dieser Teil nicht vorkommen darf.",
        ),
        "slice-unknown": (
            "{0} darf keine anderen Teile enthalten als die aufgezählten.",
            "Entfernen Sie den Eintrag, oder geben Sie ihm, was eine der Slices verlangt.",
        ),
        "string-format": (
            "Ein Text hat keine Steuerzeichen und höchstens 1048576 Zeichen.",
            (
                "Entfernen Sie Steuerzeichen außer Tabulator und Zeilenende; Längeres gehört "
                "in ein Attachment."
            ),
        ),
        "terminology-unreachable": (
            "Der Terminologieserver hat nicht geantwortet: einige Codes wurden nicht geprüft.",
            "Prüfen Sie später erneut; alle anderen Regeln wurden angewandt.",
        ),
        "text-blank": (
            "Ein Text nur aus Leerzeichen sagt nichts.",
            "Lassen Sie das Element weg, oder schreiben Sie hinein, was gemeint ist.",
        ),
        "time-format": (
            "Eine Uhrzeit ist hh:mm:ss.",
            (
                "Schreiben Sie Stunden, Minuten und Sekunden, 00:00:00 bis 23:59:59, ohne "
                "Zeitverschiebung."
            ),
        ),
        "transaction-overlap": (
            "Ein anderer Eintrag der transaction ändert dieselbe Ressource.",
            "Sagen Sie alle Änderungen in einem Eintrag, oder senden Sie zwei Transaktionen.",
        ),
        "type-not-allowed": (
            "Diese Form von {0} ist hier nicht erlaubt.",
            "`gateway explain` zum Typ oder Profil nennt die Typen, die {0}[x] haben darf.",
        ),
        "type-wrong": (
            "{0} muss vom Typ {1} sein.",
            (
                "Schreiben Sie den Wert, wie dieser Typ in JSON steht: Objekt, Text in "
                "Anführungszeichen oder Zahl ohne."
            ),
        ),
        "unsigned-integer-format": (
            "Hier steht eine ganze Zahl von 0 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Vorzeichen und führende Nullen.",
        ),
        "uri-format": (
            "Eine URI ist nicht leer und hat keine Leerzeichen.",
            (
                "Schreiben Sie ein Leerzeichen als %20, und prüfen Sie, dass davor und danach "
                "nichts steht."
            ),
        ),
        "uuid-format": (
            (
                "Eine UUID ist urn:uuid: und 32 hexadezimale Ziffern in fünf Gruppen, klein "
                "geschrieben."
            ),
            "Schreiben Sie sie so: urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d11.",
        ),
        "value-form": (
            "{0} hat nicht die verlangte Form.",
            "`gateway explain` zum Profil zeigt die Form.",
        ),
        "value-set-circular": (
            "Das Value Set {0} schließt sich selbst ein: Codes lassen sich nicht daran prüfen.",
            (
                "Melden Sie es dem Autor des Packages; ein Fehler der Ressource ist nicht "
                "festgestellt."
            ),
        ),
        "value-set-undecided": (
            "Mit dem Geladenen lässt sich nicht sagen, ob Codes in {0} sind.",
            (
                "Laden Sie die Codesysteme, aus denen es besteht (`gateway explain {0}`), oder "
                "richten Sie einen Terminologieserver ein."
            ),
        ),
        "value-set-unknown": (
            "Das Value Set {0} ist nicht geladen: Codes lassen sich nicht daran prüfen.",
            "Laden Sie das Package, das es enthält (`gateway packages add`).",
        ),
        "value-too-large": (
            "{0} ist größer als der größte erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
        "value-too-long": (
            "{0} ist länger als {1} Zeichen.",
            "Kürzen Sie es, oder stellen Sie den ganzen Text in ein Element ohne diese Grenze.",
        ),
        "value-too-short": (
            "{0} ist kürzer als {1} Zeichen.",
            "Geben Sie den ganzen Text an.",
        ),
        "value-alternative-missing": (
            "{0} hat keinen Wert und keine der Extensions, die ihn ersetzen dürfen.",
            "Geben Sie den Wert, oder eine der Extensions, die das Profil nennt.",
        ),
        "value-too-small": (
            "{0} ist kleiner als der kleinste erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
        "canonical-relative": (
            "Eine kanonische Adresse sollte eine ganze Adresse sein.",
            (
                "Schreiben Sie die url der Definition, beginnend mit http:, https: oder "
                "urn:; unter keinem anderen Namen wird sie gefunden."
            ),
        ),
        "code-system-count": (
            "count ist nicht die Zahl der Konzepte, die hier stehen; das sind {0}.",
            "Zählen Sie die Konzepte, auch die in anderen, oder lassen Sie count weg.",
        ),
        "code-system-not-present": (
            "content sagt, dass hier keine Konzepte stehen, und doch stehen welche da.",
            (
                "Lassen Sie content complete, fragment oder example sagen, oder lassen Sie "
                "die Konzepte weg."
            ),
        ),
        "code-system-supplement": (
            (
                "Eine Ergänzung sagt content supplement und was sie ergänzt; andere sagen "
                "keines von beiden."
            ),
            "Geben Sie beides an, oder keines.",
        ),
        "concept-property-type": (
            "Diese Eigenschaft wurde als vom Typ {0} erklärt.",
            "Geben Sie den Wert in der Form an, die property des Codesystems erklärt.",
        ),
        "contained-id-missing": (
            "Eine enthaltene Ressource hat keine id, über die man auf sie verweisen könnte.",
            "Geben Sie ihr eine id, und verweisen Sie mit # und dieser id auf sie.",
        ),
        "extension-modifier": (
            "Die Extension {0} gehört in {1}.",
            (
                "Was die Bedeutung ihres Trägers ändert, ist eine modifierExtension, alles "
                "andere eine extension; ihre Definition sagt, was gilt."
            ),
        ),
        "identifier-system-relative": (
            "Das system eines identifier ist eine ganze Adresse.",
            (
                "Schreiben Sie eine URL, oder urn:oid: und die Nummer: Wer sie anderswo "
                "liest, muss wissen, wessen Nummern es sind."
            ),
        ),
        "identifier-uri": (
            "Unter diesem system ist der Wert selbst eine ganze Adresse.",
            (
                "Schreiben Sie urn:oid: oder urn:uuid: vor den Wert, oder nennen Sie das "
                "System, das ihn vergab."
            ),
        ),
        "narrative-link": (
            "Ein Link im Text führt nirgendwohin.",
            (
                "Verweisen Sie auf eine Adresse, die ein Browser öffnet (https:, mailto:), "
                "oder mit # auf eine id in dieser Ressource."
            ),
        ),
        "narrative-nesting": (
            "Der Text hat ein Element an einer Stelle, an der XHTML es nicht erlaubt.",
            (
                "Zeilen stehen in Tabellen, Zellen in Zeilen, Punkte in Listen; ein Absatz "
                "enthält keine Tabelle, keine Liste und keinen Absatz."
            ),
        ),
        "question-condition": (
            (
                "Bedingung {0} dieses Items sieht auf keine Frage, oder auf es selbst oder "
                "eine darin."
            ),
            (
                "Schreiben Sie in enableWhen.question die linkId eines anderen Items, das "
                "nicht in diesem steht."
            ),
        ),
        "question-condition-later": (
            "Bedingung {0} dieses Items sieht auf eine Frage, die später kommt.",
            (
                "Fragen Sie zuerst, wovon anderes abhängt; viele Formulare werden von oben "
                "nach unten ausgefüllt."
            ),
        ),
        "response-order": (
            "Diese Antwort steht nach der einer Frage, die später kommt.",
            "Bringen Sie die Items in die Reihenfolge des Questionnaire.",
        ),
        "response-text-differs": (
            "Der Text des Items ist nicht der seiner Frage.",
            "Wiederholen Sie den Text des Questionnaire genau, oder lassen Sie ihn weg.",
        ),
        "url-relative": (
            "Die url einer Definition ist eine ganze Adresse.",
            "Schreiben Sie eine eigene Adresse, beginnend mit http:, https: oder urn:.",
        ),
        "value-set-system": (
            "Ein Value Set nennt sein Codesystem mit einer ganzen Adresse.",
            (
                "Schreiben Sie die kanonische Adresse des Codesystems in system, und seine "
                "Version in version."
            ),
        ),
        "code-not-there": (
            "Das Codesystem {0}, wie es vorliegt, hat diesen Code nicht.",
            (
                "Prüfen Sie den Code genau; eine Liste oder Tabelle kann von einer anderen "
                "Version sprechen."
            ),
        ),
        "narrative-anchor": (
            "Ein Link im Text meint eine id, die hier nichts hat.",
            "Geben Sie dem Gemeinten diese id, oder nehmen Sie den Link weg.",
        ),
        "address-example": (
            "Diese Adresse ist nur ein Beispiel, und Beispiele sind hier verboten.",
            "Schreiben Sie die wirkliche Adresse; example.org und dergleichen gehört niemandem.",
        ),
        "text-markup": (
            "Im Text steht ein HTML-Tag, und Tags sind hier verboten.",
            "Senden Sie einfachen Text; Formatiertes gehört in den erzählenden Text.",
        ),
        "constraint-unreadable": (
            "Der Ausdruck ist kein FHIRPath.",
            (
                "Suchen Sie eine offene Klammer oder ein Anführungszeichen; `gateway "
                "explain` zeigt, wie andere schreiben."
            ),
        ),
        "definition-base": (
            "Das erlaubt die Basis der Definition nicht.",
            (
                "Ein Profil hat das kind seiner Basis, einen type, den es gibt, und sagt "
                "derivation constraint."
            ),
        ),
        "extension-context-misplaced": (
            "Nur die Definition einer Extension hat einen context.",
            "Lassen Sie context weg, oder lassen Sie den type Extension sein.",
        ),
        "extension-context-unknown": (
            "Es gibt kein Element mit diesem Pfad, an dem die Extension stehen könnte.",
            "Prüfen Sie den Pfad genau: Typ.element.teil.",
        ),
        "extension-url-other": (
            "Die Definition einer Extension legt Extension.url als ihre eigene url fest.",
            (
                "Fügen Sie die Zeile Extension.url mit fixedUri hinzu, und schreiben Sie "
                "dort die url der Definition."
            ),
        ),
        "slicing-single": (
            "Nur was sich wiederholt oder mehrere Typen hat, kann geteilt werden.",
            "Teilen Sie die Liste darüber, oder schränken Sie das Element selbst ein.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""

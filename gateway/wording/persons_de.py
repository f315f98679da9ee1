"""The rules of patients, stays and their order, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/patient.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PERSONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "correction-without-predecessor": (
            (
                "Eine Korrektur ohne Auftragsnummer wird zurückgestellt: was sie berichtigt, "
                "ist unklar."
            ),
            "Senden Sie die Auftragsnummer (OBR-3, OBR-2) mit jedem Befund und jeder Korrektur.",
        ),
        "identity-disputed": (
            (
                "Weder Name noch Geburtsdatum stimmen mit der unter dieser Nummer bekannten "
                "Person überein: ist es eine andere, ziehen Sie dies zurück."
            ),
            (
                "Prüfen Sie die Patientennummer; stornieren Sie die Nachricht, wenn sie für "
                "jemand anderen verwendet wurde."
            ),
        ),
        "identity-missing": (
            "Nichts hier sagt, welche Ressource {0} das ist: sie wird nicht behalten.",
            "Senden Sie die Nummer, unter der die Quelle sie kennt, mit der vergebenden Stelle.",
        ),
        "merge-names-nobody": (
            (
                "Dieses Ereignis nimmt einer anderen Akte etwas, und keine Nummer in MRG "
                "sagt, welcher: nichts wurde getan."
            ),
            (
                "Schreiben Sie die Nummer, die weicht oder der genommen wird, in MRG-1, mit "
                "ihrer vergebenden Stelle."
            ),
        ),
        "merge-names-nobody.number": (
            (
                "Dieses Ereignis braucht eine Nummer in {0} und in {1}, und nicht beide sind da: "
                "nichts wurde getan."
            ),
            (
                "Schreiben Sie die Nummer, die weicht, in {0} und die, die bleibt, in {1}, jede "
                "mit ihrer vergebenden Stelle."
            ),
        ),
        "merge-names-nobody.two": (
            (
                "Dieses Ereignis spricht von zwei Akten, und nur ein PID mit einer Nummer "
                "kam: nichts wurde getan."
            ),
            "Senden Sie zwei PID, jedes mit der Nummer seiner Akte in PID-3.",
        ),
        "merge-outside-authority": (
            "Die frühere Kennung gehört nicht dem Absender: nicht zusammengeführt.",
            (
                "Führen Sie nur unter eigenen Nummern zusammen; der Betreiber nennt sie unter "
                "`own` in der Datei des Absenders."
            ),
        ),
        "merge-two-national-ids": (
            "Die beiden Patienten haben verschiedene nationale Nummern: nicht zusammengeführt.",
            (
                "Prüfen Sie, ob es eine Person ist; berichtigen Sie zuerst die falsche "
                "nationale Nummer."
            ),
        ),
        "move-names-nothing": (
            "Keine Nummer steht auf beiden Seiten dieser Umhängung: nichts wurde umgehängt.",
            "Schreiben Sie die Nummer, die umgehängt wird, in PID-3 und in MRG-1.",
        ),
        "national-id-birth-date": (
            (
                "Das Geburtsdatum passt nicht zu einer nationalen Nummer oder deren bisherigem "
                "Träger: behalten, nicht verknüpft."
            ),
            "Prüfen Sie Geburtsdatum und nationale Nummer anhand der Karte.",
        ),
        "national-id-check-digits": (
            "Falsche Prüfziffern in einer nationalen Nummer: behalten, nicht verknüpft.",
            "Lesen Sie die Nummer erneut von der Karte; eine Ziffer ist falsch oder vertauscht.",
        ),
        "national-id-doubted": (
            "Der Absender zweifelt an der Identität: nationale Nummer behalten, nicht verknüpft.",
            "Bestätigen Sie die Identität und senden Sie PID-32 ohne Vorbehalt.",
        ),
        "national-id-name": (
            (
                "Kein Name stimmt mit dem Träger dieser nationalen Nummer überein: behalten, "
                "nicht verknüpft."
            ),
            "Prüfen Sie Namen und nationale Nummer; senden Sie auch den Geburtsnamen.",
        ),
        "national-id-second": (
            "Dieser Patient hat schon eine andere nationale Nummer: behalten, nicht verknüpft.",
            "Senden Sie die eine richtige Nummer; kennzeichnen Sie die andere als alt.",
        ),
        "older-than-standing": (
            "Was hier steht, ist neuer: diese Nachricht ändert an dieser Ressource nichts.",
            "Nichts ist zu tun; die Nachrichten kamen in anderer Reihenfolge als die Ereignisse.",
        ),
        "own-id-birth-date": (
            (
                "Unter einer dieser Nummern steht ein anderes Geburtsdatum: behalten, nicht "
                "verknüpft."
            ),
            "Prüfen Sie, ob die Nummer zweimal vergeben oder ein Geburtsdatum berichtigt wurde.",
        ),
        "owned-by-another-source": (
            "Quelle dieser Ressource ist ein anderer Absender: sie bleibt, wie sie ist.",
            "Lassen Sie das System sie ändern, das sie angelegt hat.",
        ),
        "stay-begun-since": (
            "Was geplant war, hat inzwischen begonnen: der Aufenthalt bleibt, wie er ist.",
            (
                "Nennen Sie ihn mit seiner Fallnummer (PV1-19), und jeden Plan mit einer "
                "eigenen Nummer."
            ),
        ),
        "stay-of-another-patient": (
            "Dieser Aufenthalt gehört schon einem anderen Patienten: er bleibt, wie er ist.",
            (
                "Prüfen Sie die Fallnummer; senden Sie eine Zusammenführung (A40, A45), wenn "
                "der Fall umgehängt wurde."
            ),
        ),
        "subject-changed": (
            (
                "Dies betraf bisher einen anderen Patienten: wurde die Nummer neu vergeben, "
                "ziehen Sie es zurück."
            ),
            "Prüfen Sie, ob die Auftragsnummer für zwei Patienten verwendet wurde.",
        ),
        "waits-for-predecessor": (
            "Dies wartet, zurückgestellt, auf die Nachricht, die bekannt macht, wovon es spricht.",
            "Nichts ist zu tun, wenn jene unterwegs ist; sonst senden Sie die fehlende Aufnahme.",
        ),
    }
)

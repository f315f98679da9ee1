"""The rules that a FHIR resource can break, in French: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.definitions_fr import DEFINITIONS

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **DEFINITIONS,
        "attachment-size": (
            "La taille indiquée (size) n'est pas celle des données.",
            "Indiquez dans size le nombre d'octets des données décodées, ou omettez size.",
        ),
        "binary-format": (
            "Ce n'est pas du base64, ou il contient des caractères étrangers.",
            (
                "Encodez à nouveau les octets (RFC 4648, section 4, avec remplissage) et "
                "n'envoyez rien d'autre."
            ),
        ),
        "boolean-format": (
            "Ici, il faut true ou false, sans guillemets.",
            'Écrivez true ou false comme littéral JSON : ni "true", ni 1, ni O.',
        ),
        "canonical-unresolved": (
            "Rien n'est contenu ici qui porte cet id.",
            "Contenez la définition sous cet id, ou écrivez son adresse entière.",
        ),
        "choice-several": (
            "Une seule forme de {0}[x] est permise, et il y en a plusieurs.",
            "Gardez la forme la plus complète et supprimez les autres.",
        ),
        "code-abstract": (
            (
                "Le code ne fait que regrouper d'autres codes dans {0} ; les données devraient "
                "utiliser l'un de ceux-ci."
            ),
            "Prenez le code plus précis qui dit ce qui est voulu.",
        ),
        "code-format": (
            "Un code n'a pas d'espace aux extrémités, jamais deux de suite, et n'est pas vide.",
            "Supprimez les espaces superflus avant l'envoi ; le libellé va dans display ou text.",
        ),
        "code-inactive": (
            "Le code n'est plus en usage dans {0}.",
            "Prenez le code qui l'a remplacé ; gardez l'ancien comme second coding au besoin.",
        ),
        "code-missing": (
            "Un code du jeu de valeurs {0} est requis ici, et il n'y en a pas.",
            (
                "Ajoutez un coding avec system et code de ce jeu de valeurs ; le texte seul ne "
                "suffit pas."
            ),
        ),
        "code-not-in-fragment": (
            "La partie de {0} qui est chargée n'a pas ce code.",
            "Chargez le système de codes entier, ou vérifiez le code ; il n'a pas pu être jugé.",
        ),
        "code-not-in-value-set": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui est obligatoire ici.",
            (
                "Envoyez un code de ce jeu de valeurs, avec son system ; `gateway explain` en "
                "donne la liste."
            ),
        ),
        "code-not-preferred": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui est préféré ici.",
            (
                "Ajoutez un coding de ce jeu de valeurs s'il en existe un équivalent ; rien "
                "n'y oblige."
            ),
        ),
        "code-not-recommended": (
            "Le code n'est pas dans le jeu de valeurs {0}, qui devrait être utilisé.",
            (
                "Ajoutez un coding de ce jeu de valeurs s'il en existe un équivalent ; sinon, "
                "laissez tel quel."
            ),
        ),
        "code-system-missing": (
            "Un code sans system ne dit rien de fiable pour les autres.",
            "Nommez le système de codes dans system.",
        ),
        "code-system-relative": (
            "Le system d'un code est absolu : il commence par http:, urn: ou similaire.",
            (
                "Écrivez l'adresse canonique du système de codes ; un OID s'écrit urn:oid: "
                "suivi du numéro."
            ),
        ),
        "code-system-unknown": (
            (
                "Les codes de {0} ne peuvent être vérifiés : chargez {1}, ou configurez un "
                "serveur de terminologie."
            ),
            "Aucune faute n'est établie ; `gateway packages add` charge un package.",
        ),
        "code-system-value-set": (
            "Le system d'un code est un système de codes, et {0} est un jeu de valeurs.",
            "Prenez le système que le jeu de valeurs inclut ; `gateway explain {0}` le montre.",
        ),
        "code-unknown": (
            "Le système de codes {0} n'a pas ce code.",
            "Vérifiez le code à la lettre, majuscules comprises, et que system est le bon.",
        ),
        "contained-id-twice": (
            "Une autre ressource contenue a le même id.",
            "Donnez à chaque ressource contenue son propre id, et corrigez les références.",
        ),
        "date-format": (
            "Une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ, et ce jour existe.",
            "Écrivez-la avec des tirets et sans heure ; omettez le mois ou le jour inconnu.",
        ),
        "datetime-format": (
            (
                "Un moment est une date, ou AAAA-MM-JJThh:mm:ss avec un décalage horaire, et "
                "il existe."
            ),
            "Avec une heure, écrivez aussi les secondes et le décalage : Z, ou +01:00.",
        ),
        "decimal-format": (
            "Ici, il faut un nombre, sans guillemets.",
            'Écrivez le nombre comme en JSON, avec un point : 7.20, ni "7.20" ni 7,20.',
        ),
        "display-other": (
            (
                "Le libellé (display) n'est pas celui que {0} donne à ce code, dans la seule "
                "langue de ce système."
            ),
            (
                "Reprenez le libellé du système de codes, ou dites dans quelle langue parle la "
                "ressource (language)."
            ),
        ),
        "display-wrong": (
            "Le libellé (display) n'est pas l'un de ceux que {0} donne à ce code.",
            "Vérifiez que le code est le bon ; reprenez ensuite son libellé du système de codes.",
        ),
        "element-id-twice": (
            "Un autre élément de cette ressource a le même id.",
            "Donnez à chaque élément qui en a un son propre id.",
        ),
        "element-required": (
            "{0} est obligatoire ici ({1} au moins), et il manque.",
            (
                "Ajoutez {0} ; si la valeur est vraiment inconnue, certains éléments acceptent "
                "un data-absent-reason."
            ),
        ),
        "element-too-many": (
            "{0} ne peut figurer que {1} fois au plus, et il y en a davantage.",
            "Gardez-en {1} ; 0 signifie que ce profil n'admet pas l'élément.",
        ),
        "element-unknown": (
            "{0} n'a pas d'élément de ce nom.",
            (
                "Cherchez une faute de frappe ou un nom d'une autre version de FHIR ; le reste "
                "va dans une extension."
            ),
        ),
        "empty-value": (
            "Un objet, une liste ou un texte ne peut être vide ; omettez-le plutôt.",
            (
                "Supprimez le membre vide ou remplissez-le ; null n'existe que dans les "
                "listes, à côté d'un membre `_`."
            ),
        ),
        "entry-missing": (
            "Un document ou message a besoin d'une entrée pour commencer.",
            (
                "Mettez la Composition d'un document, ou le MessageHeader d'un message, dans "
                "la première entrée."
            ),
        ),
        "entry-only-backwards": (
            "La Composition ne mène pas à cette entrée ; seule celle-ci y renvoie.",
            "Référencez-la dans une section, ou vérifiez qu'elle a sa place dans ce document.",
        ),
        "entry-unconcerned": (
            "Aucune référence ne mène du MessageHeader à cette entrée, ni l'inverse.",
            "Nommez-la dans MessageHeader.focus ou dans ce qu'il référence, ou retirez-la.",
        ),
        "entry-unreachable": (
            "Aucune référence ne mène de la Composition à cette entrée, ni l'inverse.",
            "Référencez-la dans une section ou une autre entrée, ou retirez-la du document.",
        ),
        "extension-condition": (
            "L'extension {0} ne peut être utilisée sur {1} tel qu'il est rempli ici.",
            (
                "Sa définition pose une condition à ce qui la porte : `gateway explain {0}` la "
                "montre."
            ),
        ),
        "extension-context": (
            "L'extension {0} ne peut être utilisée sur {1}.",
            "Placez-la sur un élément que sa définition cite sous context.",
        ),
        "extension-part-unknown": (
            "L'extension {0} n'a pas de partie de ce nom.",
            "`gateway explain {0}` énumère ses parties ; vérifiez l'orthographe.",
        ),
        "extension-version": (
            "L'url d'une extension ne nomme pas de version.",
            "Retirez de l'url le | et ce qui le suit.",
        ),
        "extension-unknown": (
            "La définition de cette extension n'est pas connue ici.",
            "Chargez le package qui la définit (`gateway packages add`), ou vérifiez son url.",
        ),
        "extension-url": (
            "L'url d'une extension doit être absolue.",
            "Écrivez l'adresse canonique entière, commençant par http://, https:// ou urn:.",
        ),
        "fixed-value": (
            "La valeur doit être exactement celle fixée pour {0}.",
            "`gateway explain` sur le profil montre la valeur fixée ; reprenez-la à la lettre.",
        ),
        "full-url-mismatch": (
            "Le fullUrl ne se termine pas par le type et l'id de la ressource.",
            "Terminez fullUrl par Type/id comme dans la ressource, ou utilisez urn:uuid:.",
        ),
        "full-url-missing": (
            "Une entrée de ce type de Bundle doit avoir un fullUrl.",
            "Écrivez l'adresse de la ressource, ou urn:uuid: et un UUID si elle n'en a pas.",
        ),
        "full-url-relative": (
            "Un fullUrl est absolu : il commence par http:, https: ou urn:.",
            "Écrivez l'adresse entière, avec la base du serveur devant Type/id.",
        ),
        "full-url-without-id": (
            "Le fullUrl est l'adresse d'un serveur, mais la ressource n'a pas d'id.",
            "Donnez à la ressource l'id qui termine l'adresse, ou utilisez urn:uuid:.",
        ),
        "id-format": (
            "Un id a de 1 à 64 lettres, chiffres, tirets et points.",
            "Composez l'id de ces caractères ; l'identifiant de votre système va dans identifier.",
        ),
        "instant-format": (
            "Un instant est AAAA-MM-JJThh:mm:ss avec un décalage horaire, et il existe.",
            "Écrivez-le au moins à la seconde, avec Z ou un décalage comme +01:00.",
        ),
        "integer-format": (
            "Ici, il faut un nombre entier de -2147483648 à 2147483647.",
            "Écrivez-le sans guillemets, sans point et sans zéros initiaux.",
        ),
        "invariant-unevaluated": (
            "La règle {0} n'a pas pu être évaluée ici.",
            (
                "Aucune faute n'est établie ; vérifiez à la main ce que demande la règle "
                "(`gateway explain {0}`)."
            ),
        ),
        "link-not-allowed": (
            "Ce type de Bundle n'est pas paginé.",
            "Retirez les liens next, previous, first et last.",
        ),
        "link-twice": (
            "Il y a un autre lien avec cette relation.",
            "Gardez un seul lien par relation.",
        ),
        "issues-too-many": (
            "Il y en a d'autres : après {0} problèmes, on ne cherche plus.",
            "Corrigez ceux qui sont énumérés, puis vérifiez de nouveau.",
        ),
        "list-expected": (
            "{0} est une liste, même s'il n'y a qu'un seul élément.",
            "Mettez la valeur entre crochets : [ ... ].",
        ),
        "list-unexpected": (
            "{0} n'est pas une liste.",
            "Enlevez les crochets ; s'il y a plusieurs valeurs, gardez celle qui compte.",
        ),
        "modifier-extension-unknown": (
            "Une extension inconnue change le sens de l'élément qui la porte.",
            "Chargez le package qui la définit (`gateway packages add`), ou retirez l'extension.",
        ),
        "must-support-absent": (
            "{0} doit être pris en charge selon ce profil, et manque ici.",
            "Ce n'est pas une faute ; vérifiez que votre système peut envoyer {0} quand il l'a.",
        ),
        "narrative-content": (
            "Le texte narratif contient un élément ou attribut non autorisé.",
            (
                "Limitez-vous à la mise en forme XHTML de base : ni script, ni formulaire, ni "
                "feuille de style."
            ),
        ),
        "narrative-empty": (
            "Le texte narratif n'a ni texte ni image.",
            "Mettez-y ce qu'une personne doit lire, ou omettez text.",
        ),
        "narrative-syntax": (
            "Le texte narratif n'est pas un div XHTML bien formé et sans entités.",
            (
                'Commencez par <div xmlns="http://www.w3.org/1999/xhtml">, fermez chaque '
                "balise, évitez les entités nommées."
            ),
        ),
        "oid-format": (
            "Un OID est urn:oid: suivi de nombres séparés par des points.",
            "Écrivez urn:oid:, puis les nombres, sans zéro initial : urn:oid:2.16.840.",
        ),
        "pattern-value": (
            "{0} n'a pas ce que demande son motif (pattern).",
            (
                "`gateway explain` sur le profil montre le motif : chacune de ses parties doit "
                "y être ; plus est permis."
            ),
        ),
        "positive-integer-format": (
            "Ici, il faut un nombre entier de 1 à 2147483647.",
            "Écrivez-le sans guillemets, sans signe et sans zéros initiaux.",
        ),
        "profile-absent": (
            "Ce qui se trouve ici doit respecter le profil {0}, qui n'est pas disponible.",
            (
                "Chargez le paquet qui le contient (`gateway packages add`) ; sans lui, nul ne "
                "peut juger."
            ),
        ),
        "profile-failed": (
            "La valeur ne respecte aucun des profils admis pour {0} : {1}.",
            "Validez la valeur avec le profil visé, et corrigez ce qui est signalé.",
        ),
        "profile-type-wrong": (
            "Le profil {0} n'est pas fait pour ce type.",
            "Retirez ce profil de meta.profile, ou nommez-en un pour ce type.",
        ),
        "profile-unknown": (
            "Le profil {0} n'est pas connu ici.",
            (
                "Chargez le package qui le contient (`gateway packages add`), ou vérifiez son "
                "nom ; il n'a pas été contrôlé."
            ),
        ),
        "profile-version-absent": (
            "Le profil {0} est ici dans une autre version, qui a été utilisée.",
            (
                "Chargez le package de la version visée (`gateway packages add`), ou ne nommez "
                "pas de version."
            ),
        ),
        "reference-aggregation": (
            "{0} doit renvoyer à une ressource qui est {1}.",
            (
                "contained : dans cette ressource ; bundled : dans le même Bundle ; referenced "
                ": ailleurs."
            ),
        ),
        "reference-ambiguous": (
            "Plusieurs entrées ont le fullUrl auquel ceci renvoie.",
            "Donnez à chaque entrée son propre fullUrl, ou nommez la version dans la référence.",
        ),
        "reference-beside": (
            "Une entrée a ce type et cet id, mais un autre fullUrl que celui visé.",
            (
                "Écrivez la référence pour qu'avec la base du fullUrl de cette entrée elle "
                "donne ce fullUrl."
            ),
        ),
        "reference-conditional": (
            "Seule une transaction peut référencer par une recherche.",
            "Écrivez l'id de la ressource, ou utilisez identifier dans la référence.",
        ),
        "reference-elsewhere": (
            "L'urn à laquelle ceci renvoie n'est pas dans le Bundle.",
            (
                "Une urn désigne une entrée du même Bundle : ajoutez-la, ou référencez par une "
                "adresse."
            ),
        ),
        "reference-format": (
            "Dans un Bundle, une référence relative a la forme Type/id.",
            (
                "Écrivez Type/id, éventuellement suivi de /_history/ et d'une version, sans "
                "rien devant."
            ),
        ),
        "reference-not-by-full-url": (
            "Aucune entrée n'a le fullUrl visé ; l'une d'elles a son id.",
            "Écrivez la référence comme le fullUrl de cette entrée.",
        ),
        "reference-target-wrong": (
            "{0} doit renvoyer à {1}.",
            (
                "Faites pointer la référence vers une ressource de ce type, ou utilisez "
                "l'élément prévu pour l'autre."
            ),
        ),
        "reference-type-wrong": (
            "Le type indiqué ici n'est pas celui de ce à quoi ceci renvoie.",
            "Corrigez type, ou omettez-le : la référence le dit elle-même.",
        ),
        "reference-unresolved": (
            "Ce à quoi cela renvoie n'est pas dans le Bundle.",
            "Ajoutez l'entrée, ou écrivez la référence comme le fullUrl de l'entrée.",
        ),
        "reference-version": (
            "{0} doit nommer la version de ce à quoi il renvoie.",
            "Ajoutez /_history/ et la version à la référence.",
        ),
        "reference-version-unmatched": (
            "Aucune entrée n'a la version à laquelle ceci renvoie.",
            "Corrigez la version après /_history/, ou meta.versionId de l'entrée.",
        ),
        "reference-versioned": (
            "{0} ne doit pas nommer de version de ce à quoi il renvoie.",
            "Retirez /_history/ et ce qui suit.",
        ),
        "request-url-wrong": (
            "L'adresse de la requête n'est pas celle de la ressource.",
            "PUT va à Type/id de la ressource, POST à son type.",
        ),
        "request-with-body": (
            "Une requête avec cette méthode n'a pas de ressource.",
            "Omettez la ressource dans les entrées GET, HEAD et DELETE.",
        ),
        "request-without-body": (
            "Une requête avec cette méthode a besoin d'une ressource.",
            "Mettez la ressource dans l'entrée ; PATCH prend un Parameters ou un Binary.",
        ),
        "resource-type-unknown": (
            "FHIR R4 n'a pas de type de ressource de ce nom.",
            (
                "Vérifiez l'orthographe et les majuscules ; les types propres à R4B ou R5 ne "
                "sont pas acceptés."
            ),
        ),
        "resource-type-wrong": (
            "La ressource ici doit être {0}.",
            "Mettez ici une ressource de ce type, ou déplacez celle-ci à sa place.",
        ),
        "response-status": (
            "Un status commence par les trois chiffres de HTTP.",
            "Écrivez par exemple 201 Created.",
        ),
        "search-id-absent": (
            "Un résultat de recherche devrait avoir un id.",
            "Envoyez l'id sous lequel la ressource peut être lue.",
        ),
        "search-id-missing": (
            "Un résultat de recherche doit avoir un id.",
            "Envoyez l'id sous lequel la ressource peut être lue.",
        ),
        "search-match-type": (
            "Ceci n'est pas du type recherché.",
            "Marquez ce qui a été ajouté aux résultats par search.mode include.",
        ),
        "search-outcome-type": (
            "L'outcome d'une recherche doit être un OperationOutcome.",
            "N'utilisez search.mode outcome que pour un OperationOutcome.",
        ),
        "search-resource-missing": (
            "Une entrée d'un searchset a besoin d'une ressource.",
            "Mettez la ressource trouvée dans l'entrée.",
        ),
        "search-self-missing": (
            "Un searchset devrait avoir un lien qui dit ce qui a été cherché.",
            "Ajoutez un lien de relation self avec l'adresse de la recherche.",
        ),
        "response-type-wrong": (
            "La question veut une réponse du type {0}.",
            "Donnez la réponse sous la forme que demande la question.",
        ),
        "response-option-unknown": (
            "Cette réponse n'est aucune de celles que la question propose.",
            "Choisissez parmi ses answerOption ; seul open-choice admet un texte libre.",
        ),
        "response-not-enabled": (
            "Les réponses données ailleurs excluent cette question.",
            "Omettez l'élément, ou corrigez la réponse que regarde son enableWhen.",
        ),
        "response-link-unknown": (
            "Le Questionnaire n'a pas un tel élément ici.",
            "Reprenez le linkId du Questionnaire, sous le même parent.",
        ),
        "response-item-misplaced": (
            "Ce qui dépend d'une question se place sous sa réponse.",
            "Déplacez les éléments internes sous `answer`.",
        ),
        "response-answers-many": (
            "La question n'admet qu'une réponse, et il y en a davantage.",
            "Gardez-en une, ou rendez la question répétable dans son Questionnaire.",
        ),
        "response-answer-unasked": (
            "Cet élément ne demande rien et a pourtant une réponse.",
            "Un groupe ou un affichage n'a pas de réponse : placez-la sous une question.",
        ),
        "response-answer-missing": (
            "Une question obligatoire est sans réponse.",
            "Répondez-y, ou laissez la réponse à in-progress.",
        ),
        "obligation-unmarked": (
            "{0} n'est pas un profil d'obligations : ses obligations ne peuvent être reprises.",
            "Nommez un profil marqué par obligation-profile, ou marquez-le.",
        ),
        "obligation-base": (
            "{0} se fonde sur {1}, et ce profil sur un autre.",
            "Ne reprenez que les obligations d'un profil de même base.",
        ),
        "obligation-line": (
            "Un profil d'obligations ne dit que des obligations et d'autres jeux de valeurs.",
            "Déplacez-le vers un profil qui contraint la ressource.",
        ),
        "narrative-languages-several": (
            "Ce profil veut un narratif sans sections par langue.",
            "Écrivez un seul texte, sans éléments div qui portent une langue.",
        ),
        "narrative-languages-none": (
            "Ce profil veut le narratif en sections, chacune d'une langue.",
            "Mettez chaque langue dans un div à elle, avec lang et xml:lang.",
        ),
        "narrative-language-missing": (
            "Ce profil veut une section du narratif en {0}, et il n'y en a pas.",
            "Ajoutez un div avec cette langue dans lang et xml:lang.",
        ),
        "narrative-source": (
            "Ce profil veut savoir d'où vient chaque texte du narratif.",
            "Donnez à chaque élément avec du texte la classe boilerplate, generated ou original.",
        ),
        "profile-line-wrong": (
            "La ligne {0} n'est pas admise : {1}.",
            "Modifiez la ligne pour qu'elle ne fasse que restreindre ce que sa base admet.",
        ),
        "report-subjects-unasked": (
            "Seul un rapport de type subject-list nomme ses sujets.",
            "Omettez subjectResults, ou donnez au rapport le type subject-list.",
        ),
        "report-score-unasked": (
            "Une mesure de cohorte n'a pas de score.",
            "Omettez measureScore.",
        ),
        "report-part-missing": (
            "La Measure a un élément {0} qui n'est pas rapporté ici.",
            "Rapportez chaque {0} de la Measure sous son code, avec un count de 0 au besoin.",
        ),
        "report-count-differs": (
            "Le nombre indiqué n'est pas celui des sujets nommés, qui est {0}.",
            "Comptez les sujets, ou nommez-les tous dans la List.",
        ),
        "report-part-unknown": (
            "Le Measure n'a pas une telle partie.",
            "Reprenez du Measure le code du groupe, de la population ou de la strate.",
        ),
        "slice-missing": (
            "{0} doit contenir la partie {1} au moins {2} fois{3}.",
            (
                "Ajoutez un élément portant ce qui distingue {1} ; `gateway explain` sur le "
                "profil le montre."
            ),
        ),
        "slice-order": (
            "Les parties de {0} ne sont pas dans l'ordre demandé.",
            "Rangez les éléments dans l'ordre des slices du profil.",
        ),
        "slice-too-many": (
            "{0} ne peut contenir la partie {1} que {2} fois au plus.",
            "Gardez-en {2} ; 0 signifie que cette partie n'est pas admise.",
        ),
        "slice-unknown": (
            "{0} ne peut contenir d'autres parties que celles énumérées.",
            "Retirez l'élément, ou donnez-lui ce que demande l'une des slices.",
        ),
        "string-format": (
            "Un texte n'a pas de caractères de contrôle et au plus 1048576 caractères.",
            (
                "Retirez les caractères de contrôle hors tabulation et fins de ligne ; un "
                "contenu plus long va dans un Attachment."
            ),
        ),
        "terminology-unreachable": (
            "Le serveur de terminologie n'a pas répondu : certains codes n'ont pas été vérifiés.",
            "Vérifiez à nouveau plus tard ; toutes les autres règles ont été appliquées.",
        ),
        "text-blank": (
            "Un texte fait seulement d'espaces ne dit rien.",
            "Omettez l'élément, ou dites-y ce qui est voulu.",
        ),
        "time-format": (
            "Une heure du jour s'écrit hh:mm:ss.",
            "Écrivez heures, minutes et secondes, de 00:00:00 à 23:59:59, sans décalage horaire.",
        ),
        "transaction-overlap": (
            "Une autre entrée de la transaction modifie la même ressource.",
            "Dites toutes les modifications dans une entrée, ou envoyez deux transactions.",
        ),
        "type-not-allowed": (
            "Cette forme de {0} n'est pas admise ici.",
            "`gateway explain` sur le type ou le profil donne les types que {0}[x] peut avoir.",
        ),
        "type-wrong": (
            "{0} doit être du type {1}.",
            (
                "Écrivez la valeur comme ce type s'écrit en JSON : un objet, un texte entre "
                "guillemets, ou un nombre sans."
            ),
        ),
        "unsigned-integer-format": (
            "Ici, il faut un nombre entier de 0 à 2147483647.",
            "Écrivez-le sans guillemets, sans signe et sans zéros initiaux.",
        ),
        "uri-format": (
            "Un URI n'est pas vide et n'a pas d'espaces.",
            "Écrivez une espace %20, et vérifiez que rien ne le précède ni ne le suit.",
        ),
        "uuid-format": (
            (
                "Un UUID est urn:uuid: suivi de 32 chiffres hexadécimaux en cinq groupes, en "
                "minuscules."
            ),
            "Écrivez-le ainsi : urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d11.",
        ),
        "value-form": (
            "{0} n'a pas la forme demandée.",
            "`gateway explain` sur le profil montre la forme.",
        ),
        "value-set-circular": (
            "Le jeu de valeurs {0} s'inclut lui-même : les codes ne peuvent y être comparés.",
            "Signalez-le à l'auteur du package ; aucune faute de la ressource n'est établie.",
        ),
        "value-set-undecided": (
            "Avec ce qui est chargé, on ne peut dire si des codes sont dans {0}.",
            (
                "Chargez les systèmes de codes qui le composent (`gateway explain {0}`), ou "
                "configurez un serveur de terminologie."
            ),
        ),
        "value-set-unknown": (
            "Le jeu de valeurs {0} n'est pas chargé : les codes ne peuvent y être comparés.",
            "Chargez le package qui le contient (`gateway packages add`).",
        ),
        "value-too-large": (
            "{0} dépasse la plus grande valeur admise.",
            "Vérifiez la valeur et l'unité ; `gateway explain` sur le profil montre la limite.",
        ),
        "value-too-long": (
            "{0} dépasse {1} caractères.",
            "Raccourcissez-le, ou mettez le texte entier dans un élément sans cette limite.",
        ),
        "value-too-short": (
            "{0} a moins de {1} caractères.",
            "Donnez le texte entier.",
        ),
        "value-alternative-missing": (
            "{0} n'a ni valeur, ni aucune des extensions qui peuvent la remplacer.",
            "Donnez la valeur, ou une des extensions que cite le profil.",
        ),
        "value-too-small": (
            "{0} est inférieur à la plus petite valeur admise.",
            "Vérifiez la valeur et l'unité ; `gateway explain` sur le profil montre la limite.",
        ),
        "canonical-relative": (
            "Une adresse canonique devrait être entière.",
            (
                "Écrivez l'url de la définition, qui commence par http:, https: ou urn: ; "
                "aucun autre nom ne permet de la trouver."
            ),
        ),
        "code-system-count": (
            "Le count n'est pas le nombre de concepts présents ici, qui est {0}.",
            "Comptez les concepts, y compris ceux qui sont dans d'autres, ou omettez count.",
        ),
        "code-system-not-present": (
            "content dit qu'aucun concept n'est ici, et il y en a.",
            "Que content dise complete, fragment ou example, ou omettez les concepts.",
        ),
        "code-system-supplement": (
            (
                "Un supplément dit content supplement et ce qu'il complète ; les autres ne "
                "disent ni l'un ni l'autre."
            ),
            "Donnez les deux, ou aucun.",
        ),
        "concept-property-type": (
            "Cette propriété a été déclarée de type {0}.",
            "Donnez la valeur dans la forme que déclare property du système de codes.",
        ),
        "contained-id-missing": (
            "Une ressource contenue n'a pas d'id par lequel on pourrait la désigner.",
            "Donnez-lui un id, et désignez-la par # et cet id.",
        ),
        "extension-modifier": (
            "L'extension {0} a sa place dans {1}.",
            (
                "Ce qui change le sens de son porteur est une modifierExtension, tout le "
                "reste une extension ; sa définition le dit."
            ),
        ),
        "identifier-system-relative": (
            "Le system d'un identifier est une adresse entière.",
            (
                "Écrivez une URL, ou urn:oid: et le numéro : qui le lit ailleurs doit "
                "savoir à qui sont ces numéros."
            ),
        ),
        "identifier-uri": (
            "Sous ce system, la valeur est elle-même une adresse entière.",
            "Écrivez urn:oid: ou urn:uuid: devant la valeur, ou nommez le système qui l'a donnée.",
        ),
        "narrative-link": (
            "Un lien du texte ne mène nulle part.",
            (
                "Liez vers une adresse qu'un navigateur ouvre (https:, mailto:), ou par # "
                "vers un id de cette ressource."
            ),
        ),
        "narrative-nesting": (
            "Le texte a un élément là où XHTML ne le permet pas.",
            (
                "Les lignes sont dans des tableaux, les cellules dans des lignes, les "
                "points dans des listes ; un paragraphe ne contient ni tableau, ni liste, "
                "ni paragraphe."
            ),
        ),
        "question-condition": (
            (
                "La condition {0} de cet item ne regarde aucune question, ou lui-même, ou "
                "une question à l'intérieur."
            ),
            (
                "Écrivez dans enableWhen.question le linkId d'un autre item qui n'est pas "
                "dans celui-ci."
            ),
        ),
        "question-condition-later": (
            "La condition {0} de cet item regarde une question qui vient plus tard.",
            (
                "Demandez d'abord ce dont d'autres dépendent ; beaucoup de formulaires se "
                "remplissent de haut en bas."
            ),
        ),
        "response-order": (
            "Cette réponse vient après celle d'une question qui vient plus tard.",
            "Mettez les items dans l'ordre du Questionnaire.",
        ),
        "response-text-differs": (
            "Le texte de l'item n'est pas celui de sa question.",
            "Répétez le texte du Questionnaire à la lettre, ou omettez-le.",
        ),
        "url-relative": (
            "L'url d'une définition est une adresse entière.",
            "Écrivez une adresse à vous, qui commence par http:, https: ou urn:.",
        ),
        "value-set-system": (
            "Un jeu de valeurs nomme son système de codes par une adresse entière.",
            (
                "Écrivez l'adresse canonique du système de codes dans system, et sa "
                "version dans version."
            ),
        ),
        "code-not-there": (
            "Le système de codes {0}, tel qu'il est présent, n'a pas ce code.",
            (
                "Vérifiez le code à la lettre ; une liste ou une table peut parler d'une autre "
                "version."
            ),
        ),
        "narrative-anchor": (
            "Un lien du texte vise un id que rien ici ne porte.",
            "Donnez cet id à ce qui est visé, ou retirez le lien.",
        ),
        "address-example": (
            "Cette adresse n'est qu'un exemple, et les exemples sont interdits ici.",
            "Écrivez l'adresse réelle ; example.org et ses semblables ne sont à personne.",
        ),
        "text-markup": (
            "Le texte contient une balise HTML, et les balises sont interdites ici.",
            "Envoyez du texte simple ; ce qui est mis en forme va dans le narratif.",
        ),
        "constraint-unreadable": (
            "L'expression n'est pas du FHIRPath.",
            (
                "Cherchez une parenthèse ou un guillemet ouvert ; `gateway explain` montre "
                "comment d'autres écrivent les leurs."
            ),
        ),
        "definition-base": (
            "Ce n'est pas ce que permet la base de la définition.",
            "Un profil a le kind de sa base, un type qui existe, et dit derivation constraint.",
        ),
        "extension-context-misplaced": (
            "Seule la définition d'une extension a un context.",
            "Omettez context, ou que le type soit Extension.",
        ),
        "extension-context-unknown": (
            "Aucun élément n'a ce chemin, où l'extension pourrait se trouver.",
            "Vérifiez le chemin à la lettre : Type.élément.partie.",
        ),
        "extension-url-other": (
            "La définition d'une extension fixe Extension.url comme sa propre url.",
            "Ajoutez la ligne Extension.url avec fixedUri, et écrivez-y l'url de la définition.",
        ),
        "slicing-single": (
            "Seul ce qui se répète ou a plusieurs types peut être découpé.",
            "Découpez la liste au-dessus, ou contraignez l'élément lui-même.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""

"""What is wrong with files of rows, in French, and how to mend it.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FORM = (
    "La cellule n'est pas de la forme que déclare sa colonne : {0}.",
    (
        "Écrivez-la sous la forme déclarée, ou demandez à "
        "l'exploitant de l'ajouter à `format` de la colonne."
    ),
)
_DAYS = (
    (
        "La cellule n'est pas de la forme que déclare sa colonne : {0}. Elle ressemble "
        "au nombre par lequel un tableur compte les jours."
    ),
    (
        "Donnez à la colonne un format de date dans le tableur et exportez à nouveau ; "
        "ce nombre n'est pas lu, car tous les tableurs ne comptent pas à partir du même "
        "jour."
    ),
)

FLAT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cell-code-date": (
            (
                "La cellule contient une date à la place d'un code : un tableur en fait une de "
                "codes tels que 1988-5."
            ),
            (
                "Mettez la colonne en texte dans le tableur, saisissez à nouveau les codes et "
                "exportez ; ou exportez depuis le système lui-même."
            ),
        ),
        "cell-formula-error": (
            "La cellule contient une erreur de tableur à la place de ce qui s'y trouvait.",
            (
                "Corrigez la formule ou élargissez la colonne et exportez à nouveau, de "
                "préférence en texte ; si ce mot doit dire qu'il n'y a rien, demandez à "
                "l'exploitant de l'ajouter à `empty`."
            ),
        ),
        "cell-large": (
            "Une cellule a plus de {0} caractères.",
            (
                "Cherchez un guillemet qui n'est pas fermé ; un texte de cette taille n'a pas "
                "sa place dans un fichier de lignes."
            ),
        ),
        "cell-long": (
            "Cette cellule est plus longue que la description du fichier ne le permet.",
            (
                "Raccourcissez-la à la source, ou demandez à l'exploitant de relever `most` de "
                "la colonne."
            ),
        ),
        "cell-names-nobody": (
            (
                "La cellule contient un mot ou un signe qui n'est pas un numéro : tous ceux qui "
                "l'ont seraient une seule personne."
            ),
            (
                "Laissez la cellule vide à la source, ou demandez à l'exploitant d'ajouter ce "
                "mot à `empty` du fichier."
            ),
        ),
        "cell-not-allowed": (
            (
                "La valeur de cette cellule n'est pas de celles que permet la description du "
                "fichier."
            ),
            "Corrigez-la, ou demandez à l'exploitant de l'ajouter à `allowed` de la colonne.",
        ),
        "cell-number-cut": (
            (
                "Un tableur n'a écrit que les premiers chiffres de ce numéro : d'autres peuvent "
                "avoir les mêmes."
            ),
            (
                "Mettez la colonne en texte dans le tableur, saisissez à nouveau les numéros "
                "entiers et exportez ; ou exportez depuis le système lui-même."
            ),
        ),
        "cell-required": (
            "Cette cellule ne doit pas être vide.",
            "Remplissez-la à la source ; sans elle, la ligne n'est pas prise.",
        ),
        "cell-text-mark": (
            (
                "Une apostrophe, par laquelle un tableur marque un texte, a été omise devant ce "
                "numéro."
            ),
            "Rien n'est à faire.",
        ),
        "charset-assumed": (
            (
                "La ligne n'est pas en UTF-8 et aucun jeu de caractères n'est déclaré : elle a "
                "été lue en {0}."
            ),
            ("Vérifiez les lettres accentuées, puis déclarez `charset` pour ce genre de fichier."),
        ),
        "file-empty.rows": (
            "Le fichier ne contient aucune ligne.",
            "Vérifiez si l'export s'est arrêté trop tôt, et renvoyez le fichier.",
        ),
        "file-unmapped": (
            "La description {0} ne dit pas ce que deviennent ses lignes : rien ne serait gardé.",
            "Écrivez ses `maps` : docs/how-to/send-flat-files.md.",
        ),
        "file-unrecognised": (
            "Aucune description ne convient à ce fichier ; il y en a de : {0}.",
            (
                "Comparez sa première ligne et son nom avec la description voulue, ou "
                "écrivez-en une : docs/how-to/send-flat-files.md."
            ),
        ),
        "header-absent": (
            "L'en-tête n'a pas la colonne {0} : ses cellules sont considérées comme vides.",
            "Exportez de nouveau la colonne, ou retirez-la de la description.",
        ),
        "header-absent.near": (
            (
                "L'en-tête n'a pas la colonne {0}, dont les cellules sont considérées comme "
                "vides ; {1} lui ressemble."
            ),
            "Si c'est cette colonne, ajoutez son nom à `header` de la colonne.",
        ),
        "header-again": (
            "L'en-tête se trouve ici encore une fois : ce n'est pas une ligne.",
            "Rien à faire ; on le trouve là où des fichiers ont été mis bout à bout.",
        ),
        "header-again.other": (
            "Un autre en-tête figure ici : les lignes qui le suivent sont lues dans son ordre.",
            "Vérifiez si l'on a assemblé des fichiers qui auraient dû venir un par un.",
        ),
        "header-duplicate": (
            "L'en-tête nomme plusieurs fois la colonne {0} : aucune n'est lue.",
            "Exportez chaque colonne une seule fois, sous un nom à elle.",
        ),
        "header-extra": (
            "L'en-tête a une colonne que la description ne connaît pas : {0}.",
            (
                "Ajoutez-la à la description, ou retirez-la de l'export ; d'ici là, ses "
                "cellules ne vont nulle part."
            ),
        ),
        "header-late": (
            "Devant l'en-tête, des lignes ({0}) que personne n'a décrites ont été passées.",
            "Mettez `skip: {0}` dans la description, ou dites par `comment` leur début.",
        ),
        "header-missing.column": (
            "L'en-tête n'a pas la colonne {0}, sans laquelle aucune ligne n'est prise.",
            "Exportez de nouveau la colonne et renvoyez le fichier.",
        ),
        "header-missing.near": (
            (
                "L'en-tête n'a pas la colonne {0}, sans laquelle aucune ligne n'est prise ; "
                "{1} lui ressemble."
            ),
            "Si c'est cette colonne, ajoutez son nom à `header` de la colonne.",
        ),
        "header-order": (
            (
                "Les colonnes sont dans un autre ordre que celui décrit ; elles sont lues par "
                "leurs noms."
            ),
            "Il n'y a rien à faire.",
        ),
        "header-renamed": (
            "La colonne {0} est écrite {1} dans ce fichier, et lue tout de même.",
            "Ajoutez ce nom à `header` de la colonne s'il doit rester ainsi.",
        ),
        "lookup-missing": (
            "L'autre fichier ne dit rien de cette valeur.",
            "Ajoutez-la au fichier consulté ; d'ici là, la valeur ne va nulle part.",
        ),
        "row-charset": (
            "La ligne n'est pas un texte dans le jeu de caractères du fichier.",
            (
                "Déclarez le jeu de caractères dans lequel le fichier est réellement écrit, ou "
                "écrivez-le dans celui déclaré."
            ),
        ),
        "row-charset.older": (
            (
                "La ligne n'est pas en UTF-8, et ses mots montrent qu'elle n'est pas en "
                "windows-1252 non plus."
            ),
            (
                "Déclarez `charset` pour ce genre de fichier : DOS écrit en cp850, les anciens "
                "Mac en mac_roman."
            ),
        ),
        "row-charset.twice": (
            (
                "Des lettres de cette ligne ont été encodées deux fois : chacune en est devenue "
                "deux autres."
            ),
            (
                "Vérifiez si `charset` est celui du fichier ; si un tableur l'a lu dans un "
                "autre, faites-le lire en UTF-8 et exportez à nouveau."
            ),
        ),
        "row-large": (
            "La ligne dépasse {0} octets.",
            (
                "Cherchez une fin de ligne ou un guillemet manquant ; la ligne suivante est "
                "lue à nouveau."
            ),
        ),
        "row-long": (
            "La ligne a {0} cellules au lieu de {1}.",
            (
                "Cherchez un séparateur dans une cellule : une telle cellule doit être entre "
                "guillemets."
            ),
        ),
        "row-nul": (
            "La ligne contient un NUL, qui n'est pas du texte.",
            "Vérifiez que le fichier est entier et dans le jeu de caractères déclaré.",
        ),
        "row-quote": (
            "Un guillemet est ouvert dans cette ligne et jamais fermé.",
            (
                "Fermez-le, ou doublez-le s'il appartient au texte ; la ligne suivante est lue "
                "à nouveau."
            ),
        ),
        "row-quote.after": (
            "Dans cette ligne, un texte suit un guillemet fermé.",
            (
                "Doublez le guillemet s'il appartient au texte ; la ligne suivante est lue à "
                "nouveau."
            ),
        ),
        "row-quote.one": (
            "Toute cette ligne se trouve dans une seule cellule.",
            "Vérifiez l'export : les guillemets entourent une cellule, et non une ligne.",
        ),
        "row-quote.rows": (
            "Un guillemet ouvert dans cette ligne englobe des lignes qui la suivent.",
            (
                "Fermez-le, ou doublez le guillemet qui fait partie du texte ; la ligne "
                "suivante est lue à nouveau."
            ),
        ),
        "row-octets": (
            (
                "Les colonnes de cette ligne sont comptées en octets, alors que sa description "
                "compte des caractères."
            ),
            (
                "Écrivez `fixed: bytes` ; lue telle quelle, chaque colonne après un accent en "
                "serait une autre."
            ),
        ),
        "row-several": (
            "Ces octets contiennent plus d'une ligne.",
            "Envoyez le fichier entier, et chaque ligne est prise à part.",
        ),
        "row-short": (
            "La ligne n'a que {0} cellules au lieu de {1}.",
            (
                "Cherchez une fin de ligne dans une cellule ; si les dernières cellules "
                "peuvent manquer, dites `short: true`."
            ),
        ),
        "value-invalid-boolean.cell": _FORM,
        "value-invalid-date.cell": _FORM,
        "value-invalid-date.serial": _DAYS,
        "value-invalid-datetime.cell": _FORM,
        "value-invalid-datetime.serial": _DAYS,
        "value-invalid-integer.cell": _FORM,
        "value-invalid-number.cell": _FORM,
        "value-invalid-time.cell": _FORM,
        "value-invalid-time.serial": (
            (
                "La cellule n'est pas de la forme que déclare sa colonne : {0}. Elle ressemble "
                "à la fraction de jour par laquelle un tableur compte les heures."
            ),
            "Donnez à la colonne un format d'heure dans le tableur et exportez à nouveau.",
        ),
    }
)

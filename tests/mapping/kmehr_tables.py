"""The values of KMEHR's tables, each in the place where a message says it.

https://www.ehealth.fgov.be/standards/kmehr/en/tables
"""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "CD-ADDRESS": "careaddress home other vacation work",
    "CD-ADMINISTRATIONUNIT": """
        00001 00002 00003 00004 00005 00006 00007 00008 00009 00010 00011 00012 00013 00014
        00015 00016 00017 00018 00019 00020 00021 00022 00023 00024 00025 00026 00027 00028
        00029 00030 ampoule bandage bottle box cm dropsperminute effervescent-tablet gm
        internationalunits iu liter mck/h mck/kg/minute measure meq mg mg/h mg/ml micrograms
        miu ml/h mmol piece syringe syringe-ampoule tbl tsp unt/h
    """,
    "CD-BVT-AVAILABLEMATERIALS": """
        blood correspondingnormaltissue cytology dna other plasma proteins rna serum tissue
        urine
    """,
    "CD-BVT-CONSERVATIONDELAY": "lessthan30min morethan30min unknown",
    "CD-BVT-CONSERVATIONMODE": """
        inclusioninparaffin liquidnitrogen minus120degreesorcolder minus20degreesc
        minus80degreesc other
    """,
    "CD-BVT-LATERALITY": "left odd right unknown",
    "CD-BVT-PATIENTOPPOSITION": "nopatientopposition",
    "CD-BVT-SAMPLETYPE": "metastasis normaltissue other primarytumor",
    "CD-BVT-STATUS": "inactive published rejected saved submitted",
    "CD-CERTAINTY": "excluded probable proven undefined unprobable",
    "CD-CONTACT-PERSON": """
        brother brotherinlaw child daughter employer familymember father grandchild
        grandparent husband lawyer mother neighbour notary other partner sister sisterinlaw
        son spouse stepdaughter stepfather stepmother stepson tutor
    """,
    "CD-DAYPERIOD": """
        afterbreakfast afterdinner afterlunch aftermeal afternoon beforebreakfast
        beforedinner beforelunch betweenbreakfastandlunch betweendinnerandsleep
        betweenlunchanddinner betweenmeals duringbreakfast duringdinner duringlunch evening
        morning night thehourofsleep
    """,
    "CD-ENCOUNTER": """
        consult consultation emergency homevisit hospital multidisciplinaryconsult oneday
        resthomevisit technical telephonicconsultation
    """,
    "CD-HCPARTY": """
        application certificateholder deptalgology deptanatomopathology deptanesthesiology
        deptbacteriology deptcardiacsurgery deptcardiology deptchildandadolescentpsychiatry
        deptdentistry deptdermatology deptdiabetology deptdietetics deptemergency
        deptendocrinology deptgastroenterology deptgeneralpractice deptgenetics deptgeriatry
        deptgynecology depthandsurgery depthematology deptinfectiousdisease
        deptintensivecare deptkinesitherapy deptlaboratory deptmajorburns
        deptmaxillofacialsurgery deptmedicine deptmolecularbiology deptneonatalogy
        deptnephrology deptneurology deptneurosurgery deptnte deptnuclear deptnursing
        deptnutritiondietetics deptobstetrics deptoccupationaltherapy deptoncology
        deptophtalmology deptorthopedy deptpalliativecare deptpediatricintensivecare
        deptpediatricsurgery deptpediatry deptpharmacy deptphysicalmedecine
        deptphysiotherapy deptplasticandreparatorysurgery deptpneumology deptpodiatry
        deptpsychiatry deptpsychogeriatry deptpsychology deptradiology deptradiotherapy
        deptrevalidation deptrheumatology deptrhumatology deptsenology deptsocialservice
        deptspeechtherapy deptsportsmedecine deptstomatology deptsurgery deptthoracicsurgery
        depttoxicology depttropicalmedecine depturology deptvascularsurgery
        deptvisceraldigestiveabdominalsurgery ecaresafe groupofnurses
        groupofphysiciansdifferentaddress groupofphysicianssameaddress guardpost hub
        orghospital orginsurance orglaboratory orgpharmacy orgpharmacyinvoicingoffice
        orgpolyclinic orgpractice orgprevention orgprimaryhealthcarecenter
        orgpsychiatriccarehome orgpublichealth orgretirementhome orgrevalidationcenter
        orgshelteredliving patient persadministrative persambulancefirstaid
        persappliedpsychbachelor persaudician persaudiologist persbandagistorthosiologist
        persbiologist perscaregiver persclinicalorthopedagogist persclinicalpsychologist
        persdentist persdietician perseducator persfamilysciencebachelor
        persgerontologymaster perslogopedist persmidwife persmobilityimprover persnurse
        persoccupationaltherapist persoptician persoptometrist persoraldentalhygienist
        persorthopedagogistmaster persorthopedist persorthoptist persorthotist
        persparamedical perspatientdriver perspedagogybachelor perspharmacist
        perspharmacistclinicalbiologist perspharmacyassistant persphysician
        persphysiotherapist perspodologist perspracticalnurse persprosthesiologist
        perspsychologist perspsychomotortherapymaster persreadaptationbachelor
        persshoetechnologist perssocialworker perstechnician perstrussmaker
    """,
    "CD-INCAPACITY": "heavyphysicalactivity school schoolsports sport swim travel vote work",
    "CD-INCAPACITYREASON": """
        accident careencounter family hospitalisation illness occupationaldisease other
        pregnancy sickness traveltofromworkaccident workaccident
    """,
    "CD-LIFECYCLE": """
        aborted active added administrated cancelled completed corrected delivered excluded
        expected inactive notpresent obtained ordered pending planned postponed prescribed
        proposed refused reported retracted scheduled stopped substituted suspended switched
        todo
    """,
    "CD-LNK": """
        isachildof isaconsequenceof isanappendixof isanewversionof isapproachfor isareplyto
        isaservicefor isattestationof isplannedfor isrealisationof multimedia thumbnail
    """,
    "CD-PATIENTWILL": """
        bloodtransfusionrefusal clinicaltrialparticipationconsent
        datareuseforclinicalresearchconsent datareuseforclinicaltrialsconsent
        euthanasiarequest intubationrefusal ntbr omissionofmedicaldata organdonationconsent
        vaccinationrefusal
    """,
    "CD-PATIENTWILL-RES": "dnr0 dnr1 dnr2 dnr3",
    "CD-QUANTITYPREFIX": "ad ana anaad qs",
    "CD-SEVERITY": """
        abnormal extremelyhigh extremelylow high low normal resistent susceptible
        susceptibleintermediate veryabnormal veryhigh verylow verysusceptible
    """,
    "CD-SEX": "changed female male undefined unknown",
    "CD-SITE": """
        BE BN BU CT LA LAC LACF LD LE LEJ LF LG LH LIJ LLAQ LLFA LMFA LN LPC LSC LT LUA LUAQ
        LUFA LVG LVL NB OD OS OU PA PERIN RA RAC RACF RD RE REJ RF RG RH RIJ RLAQ RLFA RMFA
        RN RPC RSC RT RUA RUAQ RUFA RVG RVL blood lfem lhip lk ltib rfem rhip rk rtib
    """,
    "CD-TELECOM": "carenet email fax mobile phone",
    "CD-TEMPORALITY": "acute chronic ifnecessary oneshot reactivation remission subacute",
    "CD-TIMEUNIT": "a d hr min mo ms ns s us wk",
    "CD-UNIT": """
        % %vv %wv %ww 1000/mm3 amp atptreatment bag bitperminute bol bot box c can cap cc cm
        cmm cnt ctg ctr daily day degree dis drm fl fld flo ftc fts g/dl gal gm goutte gr
        gy.cm2 hour in inc jar kg kg/m2 kit l lb lm loz mcg mcl mcm mcn meq mg mg/dl mg/l
        mg/m2 mg/ml mgper100ml mic mil millisecond min minute mis ml ml/min ml/min/1.73m2 mm
        mm/h mmhg mmo mol month nl nmg nmo ns ondemand oz pel pg pkg pnu ppm pt qs qt sat
        second shock spoon spr sqc stp sup syr tab tbl tes ton tpn trc tro tsp tub umg unt
        vil vpr waf week x ydl yds
    """,
    "CD-URGENCY": "12hours 4hours asap day hour month week",
    "CD-VACCINEINDICATION": """
        cholera covid19 diphteria ej hepatitisa hepatitisb herpeszoster hib ixchiq measles
        meningitis meningitisb meningitisc monkeypox mumps pandemics papillomavirus
        pertussis pneumonia15 pneumonia20 pneumonia23 pneumonia7 poliomyelitis rabies
        rotavirus rubella seasonalinfluenza tetanus tickborneencephalitis tuberculosis
        typhoid varicella yellowfever
    """,
    "CD-WEEKDAY": "friday monday saturday sunday thursday tuesday wednesday",
}
"""Table -> its values, with blanks between them."""

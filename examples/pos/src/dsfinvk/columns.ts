const Z = ['Z_KASSE_ID', 'Z_ERSTELLUNG', 'Z_NR'] as const

/** The files of DSFinV-K that a restaurant like this one can fill, with their columns in the order of the specification. */
export const COLUMNS = {
  'cashpointclosing.csv': [
    ...Z,
    'Z_BUCHUNGSTAG',
    'TAXONOMIE_VERSION',
    'Z_START_ID',
    'Z_ENDE_ID',
    'NAME',
    'STRASSE',
    'PLZ',
    'ORT',
    'LAND',
    'STNR',
    'USTID',
    'Z_SE_ZAHLUNGEN',
    'Z_SE_BARZAHLUNGEN',
  ],
  'businesscases.csv': [
    ...Z,
    'GV_TYP',
    'GV_NAME',
    'AGENTUR_ID',
    'UST_SCHLUESSEL',
    'Z_UMS_BRUTTO',
    'Z_UMS_NETTO',
    'Z_UST',
  ],
  'payment.csv': [...Z, 'ZAHLART_TYP', 'ZAHLART_NAME', 'Z_ZAHLART_BETRAG'],
  'transactions.csv': [
    ...Z,
    'BON_ID',
    'BON_NR',
    'BON_TYP',
    'BON_NAME',
    'TERMINAL_ID',
    'BON_STORNO',
    'BON_START',
    'BON_ENDE',
    'BEDIENER_ID',
    'BEDIENER_NAME',
    'UMS_BRUTTO',
    'KUNDE_NAME',
    'KUNDE_ID',
    'KUNDE_TYP',
    'KUNDE_STRASSE',
    'KUNDE_PLZ',
    'KUNDE_ORT',
    'KUNDE_LAND',
    'KUNDE_USTID',
    'BON_NOTIZ',
  ],
  'allocation_groups.csv': [...Z, 'BON_ID', 'ABRECHNUNGSKREIS'],
  'datapayment.csv': [
    ...Z,
    'BON_ID',
    'ZAHLART_TYP',
    'ZAHLART_NAME',
    'ZAHLWAEH_CODE',
    'ZAHLWAEH_BETRAG',
    'BASISWAEH_BETRAG',
  ],
  'lines.csv': [
    ...Z,
    'BON_ID',
    'POS_ZEILE',
    'GUTSCHEIN_NR',
    'ARTIKELTEXT',
    'POS_TERMINAL_ID',
    'GV_TYP',
    'GV_NAME',
    'INHAUS',
    'P_STORNO',
    'AGENTUR_ID',
    'ART_NR',
    'GTIN',
    'WARENGR_ID',
    'WARENGR',
    'MENGE',
    'FAKTOR',
    'EINHEIT',
    'STK_BR',
  ],
} as const

export type FileName = keyof typeof COLUMNS
export type Column<Name extends FileName> = (typeof COLUMNS)[Name][number]

/** A row of a file; what the restaurant does not know is not there, and empty in the file. */
export type Row<Name extends FileName> = Readonly<Partial<Record<Column<Name>, string>>>

export type Files = { readonly [Name in FileName]: readonly Row<Name>[] }

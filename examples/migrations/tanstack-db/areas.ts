import { createCollection, localOnlyCollectionOptions } from '@tanstack/react-db'

/** Where the tables stand: another collection, for a query over both. */
export const areas = createCollection(
  localOnlyCollectionOptions({
    getKey: (area: { table_number: number; name: string }) => area.table_number,
    initialData: [{ table_number: 5, name: 'Terrace' }],
  }),
)

/** What an Electric service is asked for: the rows of one table that a client may see. */
export interface ShapeDefinition {
  readonly table: string
  readonly columns: readonly string[]
  readonly where: string
  /** For `$1`, `$2` … in `where`. */
  readonly params: readonly string[]
}

export interface ShapeReader {
  readonly tenant: string
  /** May it see who has read trails, which keys there were, who was erased? */
  readonly seesOwnTrail: boolean
}

const ENTITY_KEY = ['tenant_id', 'entity_type', 'entity_id']

/** Without salts and hashes: those of personal values are for nobody but the ledger. */
const EVENT_COLUMNS = [
  ...['tenant_id', 'seq', 'recorded_at', 'event_id', 'event_type', 'entity_type', 'entity_id', 'payload'],
  ...['schema_version', 'occurred_at', 'occurred_at_ms', 'skew_ms', 'actor_id', 'device_id', 'submitted_by', 'ref'],
  ...['verdict', 'reject_code', 'reject_reason'],
]

const shapes: Readonly<Record<string, (reader: ShapeReader) => ShapeDefinition>> = {
  entities: ({ tenant }) => ({
    table: 'docket.entities',
    columns: [...ENTITY_KEY, 'state', 'summary', 'seq', 'created_at', 'updated_at'],
    where: 'tenant_id = $1',
    params: [tenant],
  }),
  /** The same without the states, which may be long. */
  summaries: ({ tenant }) => ({
    table: 'docket.entities',
    columns: [...ENTITY_KEY, 'summary', 'seq'],
    where: 'tenant_id = $1',
    params: [tenant],
  }),
  audit_events: ({ tenant, seesOwnTrail }) => ({
    table: 'docket.audit_events',
    columns: EVENT_COLUMNS,
    where: seesOwnTrail ? 'tenant_id = $1' : "tenant_id = $1 and entity_type <> '$tenant'",
    params: [tenant],
  }),
}

/** What clients may name as `table`. */
export const SHAPES: readonly string[] = Object.keys(shapes)

/** Undefined when no shape has this name. */
export function shapeFor(name: string, reader: ShapeReader): ShapeDefinition | undefined {
  return Object.hasOwn(shapes, name) ? shapes[name]?.(reader) : undefined
}

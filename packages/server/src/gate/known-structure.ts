/** What the gate knows of a document's structure: no Y.Doc is needed to judge an append. */
export interface KnownStructure {
  /** How many clocks of a client the document has. */
  clockOf(client: number): number
  /** Does the server itself write verdicts as this client? */
  isVerdictClient(client: number): boolean
  /** Does it write events as this client? */
  isServerClient(client: number): boolean
}

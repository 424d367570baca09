/** A bundle's files, wherever they are. */
export interface BundleFiles {
  readonly names: ReadonlySet<string>
  /** The bytes of one; throws a Bad when it is not there or cannot be read. */
  read(name: string): AsyncIterable<Buffer>
  close(): void
}

/** A small file as a whole. */
export async function readWhole(files: BundleFiles, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of files.read(name)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

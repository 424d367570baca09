import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createFile } from '../ledger/embedded/create-file.ts'
import { createSigner, newSigningKey, type Signer, SigningKeyMissingError } from './signing-key.ts'

/**
 * The key with which this server signs: that of the settings, else the one in the data folder, which is made when it is
 * first needed, and which only its owner may read.
 *
 * @throws SigningKeyError
 */
export async function openSigner(secret: string | undefined, dataDir: string): Promise<Signer> {
  if (secret !== undefined) return createSigner(secret, 'DOCKET_SIGNING_KEY')
  const file = keyFile(dataDir)
  await mkdir(dirname(file), { recursive: true })
  const made = newSigningKey()
  if (await createFile(file, `${made}\n`)) return createSigner(made, file)
  return createSigner(await readFile(file, 'utf8'), file)
}

/**
 * The key of a server that has one: who only exports makes none, because a new key is a change that is recorded.
 *
 * @throws SigningKeyError, SigningKeyMissingError
 */
export async function openExistingSigner(secret: string | undefined, dataDir: string): Promise<Signer> {
  if (secret !== undefined) return createSigner(secret, 'DOCKET_SIGNING_KEY')
  const file = keyFile(dataDir)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new SigningKeyMissingError(file)
    throw error
  })
  return createSigner(text, file)
}

/** Puts a new key in the place of the one in the data folder, which is gone then. */
export async function rotateKeyFile(dataDir: string): Promise<Signer> {
  const file = keyFile(dataDir)
  await mkdir(dirname(file), { recursive: true })
  const made = newSigningKey()
  await writeFile(`${file}.new`, `${made}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return createSigner(made, file)
}

function keyFile(dataDir: string): string {
  return join(dataDir, 'signing-key')
}

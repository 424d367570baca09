import { Command } from 'commander'
import { rotateKeyFile } from '../evidence/key-file.ts'
import { createSigner, newSigningKey } from '../evidence/signing-key.ts'
import { addKey, readKeys, retireKey } from '../ledger/keys.ts'
import { KeyNotFoundError } from './errors.ts'
import { withLedger } from './with-ledger.ts'

export function keysCommand(): Command {
  return new Command('keys')
    .description('the keys with which seals and exports are signed')
    .addCommand(newCommand())
    .addCommand(listCommand())
    .addCommand(rotateCommand())
    .addCommand(retireCommand())
}

function newCommand(): Command {
  return new Command('new').description('print a new secret key for DOCKET_SIGNING_KEY, and its id').action(() => {
    const secret = newSigningKey()
    const { keyId, publicKey } = createSigner(secret, 'the new key')
    process.stdout.write(`${secret}\n`)
    process.stderr.write(`key id ${keyId}\npublic key ${publicKey.toString('base64')}\n`)
  })
}

function listCommand(): Command {
  return withLedger(new Command('list').description('print all public keys'), async ({ pool }) => {
    for (const { keyId, publicKey, createdAtMs, retiredAtMs } of await readKeys(pool)) {
      const since = new Date(createdAtMs).toISOString()
      const until = retiredAtMs === undefined ? 'in use' : `retired ${new Date(retiredAtMs).toISOString()}`
      process.stdout.write(`${keyId} ${publicKey.toString('base64')} since ${since} ${until}\n`)
    }
  })
}

function rotateCommand(): Command {
  return withLedger(
    new Command('rotate').description(
      'make a new key in the data folder; the server signs with it when it is started again, and says so in each trail',
    ),
    async ({ pool }, { dataDir }) => {
      const signer = await rotateKeyFile(dataDir)
      await addKey(pool, signer)
      for (const { keyId, retiredAtMs } of await readKeys(pool))
        if (keyId !== signer.keyId && retiredAtMs === undefined) await retireKey(pool, keyId)
      process.stdout.write(`${signer.keyId}\n`)
    },
  )
}

function retireCommand(): Command {
  return withLedger(
    new Command('retire').argument('<key>', 'its id').description('note that a key signs nothing any more'),
    async ({ pool }, _, keyId) => {
      if (!(await retireKey(pool, keyId))) throw new KeyNotFoundError(keyId)
    },
  )
}

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../chain/canonical-json.ts'

const DOCS = fileURLToPath(new URL('../../../../../docs', import.meta.url))

/** What a function of docs/verify.py makes of each of these lines. */
function inPython(expression: string, lines: readonly string[]): string[] {
  const program = `import sys, json; sys.path.insert(0, ${JSON.stringify(DOCS)}); import verify
for line in sys.stdin.buffer.read().decode().split("\\n")[:-1]: sys.stdout.buffer.write((${expression} + "\\n").encode())`
  const input = lines.map((line) => `${line}\n`).join('')
  return execFileSync('python3', ['-B', '-c', program], { input }).toString('utf8').split('\n').slice(0, -1)
}

test('[AUD7] verify.py writes JSON as RFC 8785 has it: numbers, escapes, the order of members', () => {
  const values = fc.sample(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.json().map(parsed)), {
    numRuns: 5_000,
    seed: 1,
  })
  const special = [1e21, 1e20, 123e-7, 1e-7, 5e-324, 2 ** 53, 2 ** 63, -0, { '\u{1f600}': 1, '\ufb33': 2 }, '\ud800']
  const lines = [...values, ...special].map((value) => JSON.stringify(value))
  expect(inPython('verify.canonical(json.loads(line))', lines)).toEqual(
    lines.map((line) => canonicalJson(JSON.parse(line))),
  )
})

test('[AUD7] verify.py verifies Ed25519 as RFC 8032 has it', () => {
  // RFC 8032, 7.1, tests 1 to 3; then with one bit, the message or the key changed, and with S not reduced.
  const vectors = [
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ] as const
  const wrong = [
    [vectors[0][0], '00', vectors[0][2]],
    [vectors[1][0], '73', vectors[1][2]],
    [vectors[1][0], '72', vectors[2][2]],
    [vectors[2][0], 'af82', vectors[2][2].replace(/^6/, '7')],
    [vectors[2][0], 'af82', vectors[2][2].replace(/0a$/, '1a')],
  ]
  const lines = [...vectors, ...wrong].map((vector) => vector.join(','))
  const expression = 'str(verify.ed25519_verify(*[bytes.fromhex(part) for part in line.split(",")]))'
  expect(inPython(expression, lines)).toEqual(lines.map((_, at) => (at < vectors.length ? 'True' : 'False')))
})

function parsed(text: string): unknown {
  return JSON.parse(text)
}

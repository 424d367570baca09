/** Keeps standard output for the result: what an application's modules print goes to standard error. Returns how to write. */
export function takeStdout(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return (text) => void write(text)
}

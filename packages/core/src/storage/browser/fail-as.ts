import { StorageError } from '../storage.ts'

/** @throws StorageError when the work fails */
export async function failAs<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new StorageError(what, error)
  }
}

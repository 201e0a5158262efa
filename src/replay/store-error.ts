/** Why a store could not be opened or went away: a sentence to act on, which names no password. */
export interface StoreError extends Error {
  readonly name: 'StoreError'
}

export const storeError = (message: string, cause?: unknown): StoreError =>
  Object.assign(new Error(message, { cause }), { name: 'StoreError' as const })

export const isStoreError = (error: unknown): error is StoreError =>
  error instanceof Error && error.name === 'StoreError'

export const systemCode = (error: unknown): string => (error as { readonly code?: string }).code ?? ''

const password = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s]*@/gi
const parameter = /([?&](?:password|sslpassword)=)[^&\s]*/gi

/** A text without the passwords of the URLs in it: what somebody gave in the wrong place comes back in a sentence. */
export const withoutPasswords = (text: string): string =>
  text.replace(password, '$1@').replace(parameter, '$1…')

/** Somebody wants to read what nobody has written. */
export const nothingStoredError = (name: string): StoreError =>
  storeError(`Nothing is stored in ${name}. Replay a log into it: throughline replay LOG --store ${name}`)

/** Loads a driver that is installed only where it is wanted. */
export const loadDriver = async <T>(name: string, place: string, load: () => Promise<T>): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemCode(error))) throw error
    throw storeError(
      `--store ${place} needs ${name}. Install it beside throughline: npm install ${name}`,
      error,
    )
  }
}

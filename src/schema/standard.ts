import type { Issue, Result } from '../kernel/result.ts'

/** What the Standard Schema interface (version 1) asks of a schema: tools that know it take these like any other. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'throughline'
    readonly validate: (value: unknown) => StandardResult<Output>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] }

const pathOf = ({ path }: Issue): readonly string[] => (path === '' ? [] : path.split('.'))

/** A parser of ours as a Standard Schema. Always synchronous. */
export const toStandardSchema = <Output>(
  parse: (value: unknown) => Result<Output, readonly Issue[]>,
): StandardSchema<Output> => ({
  '~standard': {
    version: 1,
    vendor: 'throughline',
    validate: (value) => {
      const parsed = parse(value)
      if (parsed.ok) return { value: parsed.value }
      return { issues: parsed.error.map((issue) => ({ message: issue.message, path: pathOf(issue) })) }
    },
  },
})

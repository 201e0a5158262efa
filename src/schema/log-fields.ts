import * as v from 'valibot'
import { type Instant, parseInstant } from '../kernel/instant.ts'

type Field<T> = v.GenericSchema<unknown, T>

/** A text that may be empty: what people wrote. */
export const textField: Field<string> = v.string('must be a text')

/** A text that names something. */
export const nameField: Field<string> = v.pipe(v.string('must be a text'), v.nonEmpty('is empty'))

/** The same where the field may be absent: logs write an unknown topic or agent as an empty text too. */
export const optionalNameField: Field<string | undefined> = v.pipe(
  v.string('must be a text'),
  v.transform((said) => (said === '' ? undefined : said)),
)

export const booleanField: Field<boolean> = v.boolean('must be true or false')

export const countField: Field<number> = v.pipe(
  v.number('must be a number'),
  v.check((value) => Number.isInteger(value) && value >= 0, 'must be a whole number of 0 or more'),
)

export const choiceField = <const T extends readonly string[]>(...known: T): Field<T[number]> =>
  v.picklist(known, `must be ${known.map((each) => `"${each}"`).join(' or ')}`)

/** Read by the one parser of instants, so that its refusals are the same everywhere. */
export const instantField: Field<Instant> = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Instant>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseInstant(dataset.value)
    if (parsed.ok) return parsed.value
    addIssue({ message: parsed.error.message })
    return NEVER
  }),
)

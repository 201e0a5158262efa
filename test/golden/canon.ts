import { readFileSync } from 'node:fs'

/**
 * How present names lead to those that the hashes were taken with. A key of `keys` or `ignoredKeys` may be qualified:
 * `conversation.started.by` (inside an event of that type), `owed.since` (inside the value of that key) or `current.until`
 * (inside that kind of line, events apart; an event itself is the value of `event`). A key of `values` may be qualified by its key as it is called now: `how=joined`.
 */
export interface Names {
  /** New key: old key. */
  readonly keys: { readonly [key: string]: string }
  /**
   * New value: old value. Only for values of `valueKeys`; also what follows a point after one is kept. What a reason found may be
   * qualified by its rule: `W-8 same_topic`.
   */
  readonly values: { readonly [value: string]: string }
  /** Parts of ids that the library makes out of names, such as `~call.answered` and `.mail_limit`: new part: old part. */
  readonly idParts: { readonly [part: string]: string }
  readonly ignoredKeys: readonly string[]
  /** `drop` makes a field that is null and one that is not there the same. */
  readonly nulls: 'keep' | 'drop'
  /** Old keys whose values are enumerations. */
  readonly valueKeys: readonly string[]
  /** Old keys whose objects have values of enumerations for keys. */
  readonly keyedBy: readonly string[]
  /** Old keys whose values are English, and `sibling:key` where only beside a sibling. */
  readonly wordKeys: readonly string[]
  /** Old keys of what is opaque, such as cursors: only whether it is there counts. */
  readonly opaqueKeys: readonly string[]
  /** Patterns of ids that the library counts; they are labelled in the order in which they appear, as digests are. */
  readonly generated: readonly string[]
}

export const readNames = (path: string): Names => JSON.parse(readFileSync(path, 'utf8')) as Names

/** A value as text, with old names; what is English in it; and digests that were not met before in its scope. */
export interface Canonical {
  readonly text: string
  readonly words: readonly string[]
  readonly digests: readonly string[]
}

/** Labels of digests and generated ids: within a scope equal ones have equal labels, whatever they are made of. */
export type Scope = Map<string, string>

interface Step {
  readonly key: string
  readonly name: string
  readonly isValue: boolean
  readonly isWords: boolean
  readonly isKeyed: boolean
  readonly isOpaque: boolean
}

/** Ids that the stories make themselves begin so: nothing is said by them. */
export const ownIds = 'eeeeeeee'

const digests = '[0-9a-f]{32}(?:~[0-9a-f]{12}(?![0-9a-z]))?'

export type Canon = (value: unknown, kind: string, scope: Scope) => Canonical

export const canonOf = (names: Names): Canon => {
  const plans = new Map<string, readonly Step[]>()
  const labelled = new RegExp([digests, ...names.generated].join('|'), 'g')
  const mayBeLabelled = new RegExp(['[0-9a-f]{32}', ...names.generated].join('|'))
  const idParts = Object.entries(names.idParts)
  const qualified = <T>(
    table: { readonly [key: string]: T },
    key: string,
    by: readonly string[],
  ): T | undefined => {
    for (const one of by) if (Object.hasOwn(table, `${one}.${key}`)) return table[`${one}.${key}`]
    return Object.hasOwn(table, key) ? table[key] : undefined
  }
  /** `contact.ended.idle`, the key of a timeline entry, is the type of an event with a variant. */
  const oldValue = (key: string, value: string): string => {
    const known =
      names.values[`${key}=${value}`] ??
      (Object.hasOwn(names.values, value) ? names.values[value] : undefined)
    if (known !== undefined) return known
    const dot = value.lastIndexOf('.')
    const start = value.slice(0, dot)
    return dot > 0 && Object.hasOwn(names.values, start) ? `${names.values[start]}${value.slice(dot)}` : value
  }
  const ignored: { readonly [key: string]: true } = Object.fromEntries(
    names.ignoredKeys.map((key) => [key, true]),
  )

  const planOf = (keys: readonly string[], by: readonly string[], keyed: string | null): readonly Step[] => {
    const steps: Step[] = []
    for (const key of keys) {
      if (qualified(ignored, key, by) === true) continue
      const name = keyed === null ? (qualified(names.keys, key, by) ?? key) : oldValue(keyed, key)
      steps.push({
        key,
        name,
        isValue: names.valueKeys.includes(name),
        isWords:
          names.wordKeys.includes(name) || keys.some((other) => names.wordKeys.includes(`${other}:${name}`)),
        isKeyed: names.keyedBy.includes(name),
        isOpaque: names.opaqueKeys.includes(name),
      })
    }
    return steps.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  const events = new WeakMap<
    object,
    { readonly scope: Scope; readonly text: string; readonly words: readonly string[] }
  >()

  // Of the value that is being written: functions made anew for each would cost more than the writing.
  let scope: Scope = new Map()
  let kind = ''
  let words: string[] = []
  let found: string[] = []
  const label = (match: string): string => {
    const known = scope.get(match)
    if (known !== undefined) return known
    const given = `#${scope.size + 1}`
    scope.set(match, given)
    if (!match.startsWith(ownIds)) found.push(match)
    return given
  }
  const textOf = (text: string): string => {
    let said = text
    for (const [part, old] of idParts) if (said.includes(part)) said = said.replaceAll(part, old)
    return JSON.stringify(said.length > 6 && mayBeLabelled.test(said) ? said.replace(labelled, label) : said)
  }
  const collect = (value: unknown, at: string): void => {
    words.push(`${at}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  }
  const write = (value: unknown, key: string, type: string, step: Step | null): string => {
    if (typeof value === 'string') return textOf(step?.isValue === true ? oldValue(step.key, value) : value)
    if (typeof value !== 'object')
      return typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? 'null')
    if (value === null) return 'null'
    if (Array.isArray(value)) {
      let said = ''
      for (const one of value) said += `${said === '' ? '' : ','}${write(one, key, type, step)}`
      return `[${said}]`
    }
    if ('data' in value && 'type' in value && typeof value.type === 'string') return event(value, value.type)
    return object(value, key, type, step?.isKeyed === true)
  }
  /** An event is written alike wherever it stands, and so only once. */
  const event = (value: object, type: string): string => {
    const known = events.get(value)
    if (known?.scope === scope) {
      words.push(...known.words)
      return known.text
    }
    const outside = words
    words = []
    const text = object(value, 'event', type, false)
    events.set(value, { scope, text, words })
    words = [...outside, ...words]
    return text
  }
  const object = (value: object, key: string, type: string, isKeyed: boolean): string => {
    const fields = value as { readonly [key: string]: unknown }
    const keys = Object.keys(fields)
    const at = `${type === '' ? kind : type} ${key} ${isKeyed} ${keys.join()}`
    let plan = plans.get(at)
    if (plan === undefined) {
      plan = planOf(keys, [key, type, ...(type === '' ? [kind] : [])], isKeyed ? key : null)
      // Objects with data for keys would fill it.
      if (plans.size < 20_000) plans.set(at, plan)
    }
    let said = ''
    for (const next of plan) {
      const part = fields[next.key]
      if (part === undefined || (part === null && names.nulls === 'drop')) continue
      if (next.isWords) {
        if (part !== null) collect(part, next.name)
        continue
      }
      const byRule = next.key === 'found' ? names.values[`${fields['rule']} ${part}`] : undefined
      const written = next.isOpaque && part !== null ? 'true' : write(byRule ?? part, next.key, type, next)
      said += `${said === '' ? '' : ','}"${next.name}":${written}`
    }
    return `{${said}}`
  }

  return (whole, kindOfLine, scopeOfLine) => {
    scope = scopeOfLine
    kind = kindOfLine
    words = []
    found = []
    const text = write(whole, kind, '', null)
    return { text, words, digests: found }
  }
}

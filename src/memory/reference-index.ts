import type { StoredEvent } from '../intake/snapshot.ts'

/** The events that carry an id under which they can be quoted (I-16). */
export interface ReferenceIndex {
  readonly eventsWith: (ref: string) => readonly StoredEvent[]
  readonly keep: (event: StoredEvent) => void
  readonly remove: (event: StoredEvent) => void
  /** Puts a redacted event in the place of the one it was (E-7). */
  readonly replace: (known: StoredEvent, event: StoredEvent) => void
}

const refsOf = ({ data }: StoredEvent): readonly string[] => ('refs' in data ? data.refs : [])

export const createReferenceIndex = (): ReferenceIndex => {
  const eventsByRef = new Map<string, readonly StoredEvent[]>()
  const by: ReferenceIndex['eventsWith'] = (ref) => eventsByRef.get(ref) ?? []
  return {
    eventsWith: by,
    keep: (event) => {
      for (const ref of refsOf(event)) eventsByRef.set(ref, [...by(ref), event])
    },
    remove: (event) => {
      for (const ref of refsOf(event)) {
        const others = by(ref).filter((other) => other !== event)
        if (others.length > 0) eventsByRef.set(ref, others)
        else eventsByRef.delete(ref)
      }
    },
    replace: (stored, event) => {
      for (const ref of refsOf(stored))
        eventsByRef.set(
          ref,
          by(ref).map((other) => (other === stored ? event : other)),
        )
    },
  }
}

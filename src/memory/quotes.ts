import type { Said } from '../conversation/said.ts'
import type { Recorded } from '../intake/situation.ts'

/** The events that carry an id under which they can be quoted (I-16). */
export interface Quotes {
  readonly by: (ref: string) => readonly Recorded[]
  readonly keep: (event: Recorded) => void
  readonly drop: (event: Recorded) => void
  /** Puts a redacted event in the place of the one it was (E-7). */
  readonly swap: (known: Recorded, event: Recorded) => void
}

const refsOf = (event: Recorded): readonly string[] => (event.data as Partial<Said>).refs ?? []

export const createQuotes = (): Quotes => {
  const carrying = new Map<string, readonly Recorded[]>()
  const by: Quotes['by'] = (ref) => carrying.get(ref) ?? []
  return {
    by,
    keep: (event) => {
      for (const ref of refsOf(event)) carrying.set(ref, [...by(ref), event])
    },
    drop: (event) => {
      for (const ref of refsOf(event)) {
        const others = by(ref).filter((other) => other !== event)
        if (others.length > 0) carrying.set(ref, others)
        else carrying.delete(ref)
      }
    },
    swap: (known, event) => {
      for (const ref of refsOf(known))
        carrying.set(
          ref,
          by(ref).map((other) => (other === known ? event : other)),
        )
    },
  }
}

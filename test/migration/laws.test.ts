import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditImport } from '../../src/migration/audit.ts'
import { findStoreFaults, lawRuns, monday, readAllPages } from '../support/world.ts'
import { createImportDesk, exportStates, plannedStates, planOf } from './import-desk.ts'
import { messyRecords } from './messy-records.ts'

describe('any soup of foreign records', () => {
  it('O-6: an audit of what is planned finds nothing', () => {
    fc.assert(
      fc.property(messyRecords, (records) => {
        const plan = planOf(records, monday)
        const all = plan.customers.flatMap(({ conversations }) => conversations)
        const { findings, states: words } = auditImport(all, { states: plannedStates }, monday)
        expect(findings).toEqual([])
        expect(words.every((word) => word.class !== null)).toBe(true)
        expect(planOf(all, monday, { states: plannedStates }).repairs).toEqual([])
      }),
      lawRuns(500),
    )
  })

  it('O-6: every record is planned or left out, once', () => {
    fc.assert(
      fc.property(messyRecords, (records) => {
        const plan = planOf(records, monday)
        const kept = plan.customers.flatMap(({ conversations }) => conversations.map(({ id }) => id))
        expect(kept.length + plan.skipped.length).toBe(records.length)
        expect(new Set(kept).size).toBe(kept.length)
        expect(new Set(plan.skipped.map(({ at }) => at)).size).toBe(plan.skipped.length)
      }),
      lawRuns(300),
    )
  })

  it('O-6: what the audit finds and what the plan repairs are the same', () => {
    fc.assert(
      fc.property(messyRecords, (records) => {
        const first = planOf(records, monday)
        const clean = records.filter((_, at) => !first.skipped.some((left) => left.at === at))
        const counts = new Map<string, number>()
        const { findings } = auditImport(clean, { states: exportStates }, monday)
        for (const { what, count } of findings) counts.set(what, (counts.get(what) ?? 0) + count)
        const repairs = planOf(clean, monday).repairs.map(({ what }) => what)
        for (const what of [...new Set([...counts.keys(), ...repairs])]) {
          if (what === 'topics_joined' || what === 'agent_taken') continue
          const customers = findings.filter((finding) => finding.what === what).length
          const found = counts.get(what) ?? 0
          const mended = repairs.filter((repair) => repair === what).length
          expect([what, mended]).toEqual([what, what === 'several_active' ? found - customers : found])
        }
      }),
      lawRuns(300),
    )
  })

  it('O-6: the order of the records does not matter', () => {
    const shuffled = messyRecords.chain((records) =>
      fc.tuple(
        fc.constant(records),
        fc.shuffledSubarray([...records], { minLength: records.length, maxLength: records.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [a, b] = [planOf(one, monday), planOf(other, monday)]
        expect(b.customers).toEqual(a.customers)
        expect(b.repairs).toEqual(a.repairs)
        const audit = auditImport(one, { states: exportStates }, monday)
        const again = auditImport(other, { states: exportStates }, monday)
        expect({ ...again, unreadable: [] }).toEqual({ ...audit, unreadable: [] })
      }),
      lawRuns(300),
    )
  })

  it('O-6, O-1, E-1: imported, at most one is active, the fold equals the states, and twice is once', async () => {
    await fc.assert(
      fc.asyncProperty(messyRecords, async (records) => {
        const old = createImportDesk()
        const { customers } = await old.importRecords(records)
        expect(await findStoreFaults(old)).toEqual([])
        const events = await old.events()
        const rows = await readAllPages((after) => old.store.conversations({ after, limit: 100 }))
        expect(rows.length).toBe(customers.reduce((sum, { conversations }) => sum + conversations.length, 0))
        expect(events.every(({ occurredAt }) => occurredAt <= monday)).toBe(true)
        await old.importRecords([...records].reverse())
        expect(await old.events()).toEqual(events)
      }),
      lawRuns(150),
    )
  })

  it('O-6, O-1: also where customers were here before, wrote, are blocked or have an address of another', async () => {
    const before = fc.record({
      writes: fc.subarray(['ada', 'bob', 'cleo']),
      blocks: fc.subarray(['ada', 'bob', 'cleo']),
      closes: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(messyRecords, before, async (records, { writes, blocks, closes }) => {
        const old = createImportDesk()
        for (const customer of writes)
          await old.customerWrites('Hello', { customer, from: 'ada@example.com', id: `<${customer}@mail>` })
        if (closes && writes.includes('ada')) await old.agentCloses('ada')
        for (const customer of blocks) await old.desk.block({ customer })
        await old.importRecords(records)
        expect(await findStoreFaults(old)).toEqual([])
        for (const customer of ['ada', 'bob', 'cleo']) {
          const current = await old.desk.current(customer)
          if (current.ok && current.customer.blocked) expect([null, 'closed']).toContain(current.status)
        }
      }),
      lawRuns(150),
    )
  })

  it('E-1, S-3: of each conversation times only go forward, and each status follows from the last', async () => {
    await fc.assert(
      fc.asyncProperty(messyRecords, async (records) => {
        const old = createImportDesk()
        await old.importRecords(records)
        const last = new Map<string | null, { at: number; status: unknown }>()
        for (const { conversation, occurredAt, type, data } of await old.events()) {
          const known = last.get(conversation) ?? { at: 0, status: null }
          if (conversation !== null) expect(occurredAt).toBeGreaterThanOrEqual(known.at)
          const changed =
            type === 'conversation.status_changed' ? (data as { from: unknown; to: unknown }) : null
          if (changed !== null) expect(changed.from).toBe(known.status)
          last.set(conversation, { at: occurredAt, status: changed?.to ?? known.status })
        }
      }),
      lawRuns(100),
    )
  })

  it('O-1: at no place of an imported stream are two conversations active', async () => {
    await fc.assert(
      fc.asyncProperty(messyRecords, async (records) => {
        const old = createImportDesk()
        await old.importRecords(records)
        const active = new Map<string, Set<string | null>>()
        for (const { customer, type, conversation } of await old.events()) {
          const theirs = active.get(customer) ?? new Set()
          active.set(customer, theirs)
          if (type === 'conversation.started') theirs.add(conversation)
          if (type === 'conversation.closed') theirs.delete(conversation)
          expect(theirs.size).toBeLessThanOrEqual(1)
        }
      }),
      lawRuns(100),
    )
  })

  it('O-6: imported in two parts under one name, every record is there once, and at most one is active', async () => {
    await fc.assert(
      fc.asyncProperty(messyRecords, fc.nat(14), async (records, cut) => {
        const old = createImportDesk()
        const before = await old.importRecords(records.slice(0, cut))
        old.advance(60_000)
        const after = await old.importRecords(records)
        expect(await findStoreFaults(old)).toEqual([])
        const started = (await old.events()).filter(({ type }) => type === 'conversation.started')
        const ids = new Set(
          [...before.customers, ...after.customers].flatMap(({ customer, conversations }) =>
            conversations.map(({ id }) => `${customer} ${id}`),
          ),
        )
        expect(started.length).toBe(ids.size)
      }),
      lawRuns(150),
    )
  })
})

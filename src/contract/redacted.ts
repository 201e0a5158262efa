import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { createStoreWriter, loadOne } from './store-writer.ts'

const refs = (...all: readonly string[]) => ({ data: { refs: all } })

/** Content that goes while its event stays (E-7). */
export const redactedCases: readonly ContractCase[] = [
  defineCase({
    id: 'redacted.found',
    rule: 'E-7, CU-9',
    title: 'a redacted event takes the place of the one it was, wherever that is found',
    promise:
      'replace the event with the same (customer, id), in its place, and pass over one that is not stored',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const content = { text: 'My password is 1234', attachments: [], externalId: null, address: null }
      const { events } = await put(draft('ada', 'c1', { events: [{ content, ...refs('r1') }, { content }] }))
      const { events: bobs } = await put(draft('bob', 'c1', { events: [{ content }] }))
      const [first, second] = events
      if (first === undefined) return
      const unknown = { ...first, id: 'never.0', seq: 99 }
      const stripped = { ...first, content: null }
      for (const command of ['c2', 'c3']) {
        await put(draft('ada', command, { redacted: [stripped, unknown] }))
        const found = await loadOne(store, { customer: 'ada', commands: ['c1', 'never'], refs: ['r1'] })
        expectEqual('what its command wrote', found.commandEvents, [stripped, second])
        expectEqual('what carries its id', found.referencedEvents, [stripped])
        expectEqual('the head', found.head, command === 'c2' ? 3 : 4)
      }
      expectEqual(
        'the same id of another customer',
        (await loadOne(store, { customer: 'bob', commands: ['c1'] })).commandEvents,
        bobs,
      )
    },
  }),
  defineCase({
    id: 'redacted.absorbed',
    rule: 'CU-9, E-7',
    title: 'a change on the survivor redacts what stands in the streams that he took in',
    promise:
      'redact by (customer, event id) of the event, whose stream may be another than that of the change',
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      const content = { text: 'secret', attachments: [], externalId: null, address: null }
      const { events } = await put(draft('bob', 'c1', { events: [{ content, data: { refs: ['r'] } }] }))
      await put(draft('ada', 'c1', { events: [{ content }] }))
      await put(merging('bob', 'ada', 'm1'))
      const redacted = events.map((event) => ({ ...event, content: null }))
      await put(draft('ada', 'c2', { redacted }))
      expectEqual(
        'his event',
        (await loadOne(store, { customer: 'ada', refs: ['r'] })).referencedEvents,
        redacted,
      )
    },
  }),
]
